package dev.sluice.allocation.batch;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.Mix;
import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.Pool;
import dev.sluice.allocation.PoolChoice;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans the cheapest way to finish by the deadline: a cheapest mix in which the gain of a replica is the work it does
 * until then. Spot is used while there is slack: firm replicas alone could still finish if all spot were lost until
 * the next review and nothing were done meanwhile. Then only firm replicas are used.
 */
public final class BatchPlanner {
    private static final double HOUR = 3600;

    private final BatchJob job;
    private final Instant now;
    private final double secondsLeft;

    private BatchPlanner(BatchJob job, Instant now) {
        this.job = job;
        this.now = now;
        this.secondsLeft = Duration.between(now, job.deadline()).toMillis() / 1000.0;
    }

    /** The plan for {@code job} from {@code now} to the next review. */
    public static BatchPlan plan(BatchJob job, Instant now) {
        return new BatchPlanner(job, now).plan();
    }

    private BatchPlan plan() {
        double slack = slackSeconds();
        boolean spot = slack > job.terms().review().toSeconds();
        double careful = secondsLeft * (1 - job.terms().margin());
        Mix mix = mix(careful, spot);
        if (mix.outcome() != Mix.Outcome.CARRIED) {
            // the margin is gone: more for shorter costs about the same; spot only where it is late without
            mix = everything(spot || !(slack > 0));
        }
        int[] replicas = byPool(mix);
        double seconds = finishSeconds(replicas);
        return new BatchPlan(
                job,
                parts(replicas),
                seconds < 1e12 ? now.plusMillis((long) Math.ceil(seconds * 1000)) : Instant.MAX,
                cost(replicas, seconds),
                Duration.ofSeconds((long) slack),
                job.work() <= 0 || seconds <= secondsLeft + 1e-6,
                describe(spot, slack, seconds));
    }

    /** A running and a new replica of a pool get different amounts done: they are two choices. */
    private Mix mix(double seconds, boolean spot) {
        List<PoolChoice> choices = new ArrayList<>();
        for (PoolChoice choice : job.choices()) {
            boolean allowed = spot || !choice.pool().isSpot();
            int most = allowed ? choice.limit() : 0;
            int running = Math.min(choice.running(), most);
            double price = choice.pool().pricePerHour() * Math.max(0, seconds) / HOUR;
            add(choices, "running " + choice.pool().name(), price, running, gain(choice, seconds, true));
            add(choices, "new " + choice.pool().name(), price, most - running, gain(choice, seconds, false));
        }
        return CheapestMix.find(MixRequest.of(job.work(), choices));
    }

    private double gain(PoolChoice choice, double seconds, boolean running) {
        Duration checkpoint = job.terms().checkpoint();
        return running
                ? EffectiveRate.running(choice, checkpoint, seconds)
                : EffectiveRate.ordered(choice, checkpoint, seconds);
    }

    private static void add(List<PoolChoice> choices, String name, double price, int limit, double gain) {
        boolean useful = gain > 0;
        choices.add(PoolChoice.of(Pool.of(name, price), useful ? gain : 1).withLimit(useful ? limit : 0));
    }

    /** All replicas that there are, but no more than the work keeps busy for a lead time and until the next review. */
    private Mix everything(boolean spot) {
        List<Mix.Part> all = new ArrayList<>();
        for (PoolChoice choice : job.choices()) {
            int most = spot || !choice.pool().isSpot() ? choice.limit() : 0;
            double busy = Math.max(
                    1,
                    Math.max(
                            job.terms().review().toSeconds(),
                            choice.pool().leadTime().toSeconds()));
            int enough = (int) Math.min(most, Math.ceil(job.work() / (choice.rate() * busy)));
            all.add(new Mix.Part("new " + choice.pool().name(), enough));
        }
        return new Mix(all, job.work(), 0, 0, 0, Mix.Outcome.SHORT_OF_REPLICAS, true);
    }

    private int[] byPool(Mix mix) {
        int[] replicas = new int[job.choices().size()];
        for (int i = 0; i < replicas.length; i++) {
            String name = job.choices().get(i).pool().name();
            replicas[i] = mix.replicas("running " + name) + mix.replicas("new " + name);
        }
        return replicas;
    }

    private List<Mix.Part> parts(int[] replicas) {
        List<Mix.Part> parts = new ArrayList<>();
        for (int i = 0; i < replicas.length; i++) {
            parts.add(new Mix.Part(job.choices().get(i).pool().name(), replicas[i]));
        }
        return parts;
    }

    /** When the work is done. The work done rises with time, so bisection finds it. */
    private double finishSeconds(int[] replicas) {
        double late = 1;
        while (done(replicas, late) < job.work() && late < 1e12) {
            late *= 2;
        }
        double early = 0;
        for (int i = 0; i < 60; i++) {
            double middle = (early + late) / 2;
            if (done(replicas, middle) < job.work()) {
                early = middle;
            } else {
                late = middle;
            }
        }
        return late;
    }

    private double done(int[] replicas, double seconds) {
        double units = 0;
        for (int i = 0; i < replicas.length; i++) {
            PoolChoice choice = job.choices().get(i);
            int running = Math.min(replicas[i], choice.running());
            units += running * gain(choice, seconds, true) + (replicas[i] - running) * gain(choice, seconds, false);
        }
        return units;
    }

    private double cost(int[] replicas, double seconds) {
        double hourly = 0;
        for (int i = 0; i < replicas.length; i++) {
            hourly += replicas[i] * job.choices().get(i).pool().pricePerHour();
        }
        return hourly > 0 ? hourly * seconds / HOUR : 0;
    }

    /** Seconds that could pass idly before all firm replicas, newly ordered, are needed to finish in time. */
    private double slackSeconds() {
        double least = 0;
        double most = Math.max(0, secondsLeft);
        if (firmDone(most) < job.work()) {
            return 0;
        }
        for (int i = 0; i < 60; i++) {
            double middle = (least + most) / 2;
            if (firmDone(middle) < job.work()) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return Math.max(0, secondsLeft) - most;
    }

    private double firmDone(double seconds) {
        return job.choices().stream()
                .filter(choice -> !choice.pool().isSpot())
                .mapToDouble(choice -> choice.limit() * gain(choice, seconds, false))
                .sum();
    }

    private String describe(boolean spot, double slack, double seconds) {
        String how = seconds > secondsLeft + 1e-6
                ? "too late for all there is"
                : spot ? "spot may be used" : "firm replicas only";
        return NumberText.of(job.work()) + " units left, " + DurationText.ofSeconds(secondsLeft) + " to the deadline, "
                + DurationText.ofSeconds(slack) + " of slack on firm replicas: " + how;
    }
}
