package dev.sluice.policy;

import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.sizing.Objective;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Warnings about policies that are valid but probably a mistake. Each is one sentence that begins with its key. */
public final class PolicyNotes {
    private static final Set<Signal> MEASURED_WHILE_RUNNING = EnumSet.of(Signal.CPU, Signal.GPU);
    private static final Duration LONG = Duration.ofHours(1);

    private final ScalingPolicy policy;
    private final List<String> notes = new ArrayList<>();

    private PolicyNotes(ScalingPolicy policy) {
        this.policy = policy;
    }

    /** The notes on a policy that comes into force {@code now}. */
    public static List<String> of(ScalingPolicy policy, Instant now) {
        PolicyNotes notes = new PolicyNotes(policy);
        notes.size();
        notes.learning(policy.demand(), "the size is held");
        policy.more().forEach(extra -> notes.learning(extra, "the size does not depend on it"));
        notes.objective(now);
        notes.times();
        notes.money();
        return List.copyOf(notes.notes);
    }

    private void size() {
        int min = policy.replicas().min();
        int max = policy.replicas().max();
        note(min == max, "replicas: min and max are both " + max + ", so the size never changes");
        boolean wakes = Stream.concat(Stream.of(policy.demand()), policy.more().stream())
                .map(Demand::signal)
                .anyMatch(signal -> !MEASURED_WHILE_RUNNING.contains(signal));
        note(
                min == 0 && !wakes,
                "replicas.min 0: nobody reports " + policy.demand().signal()
                        + " at zero replicas, so nothing wakes the service; add {signal: requests} to demand");
        double headroom = policy.tuning().headroom();
        note(
                headroom > 1,
                "headroom " + percent(headroom) + " keeps " + trimmed(1 + headroom)
                        + " times what the objective asks; 10% is written 0.1 or 10%");
        note(
                policy.down().tolerance().orElse(0) >= .5,
                "behavior.scaleDown.tolerance "
                        + percent(policy.down().tolerance().orElse(0))
                        + ": the size shrinks only when half of it or less is needed");
        note(
                policy.up().tolerance().orElse(0) >= .5,
                "behavior.scaleUp.tolerance " + percent(policy.up().tolerance().orElse(0))
                        + ": demand may exceed capacity by that much without an answer");
    }

    private void learning(Demand signal, String untilThen) {
        boolean stated = signal.perReplica().isPresent()
                || (signal.equals(policy.demand())
                        && policy.placement().pools().stream()
                                .anyMatch(pool -> pool.perReplica().isPresent()));
        String name = signal.signal().name().toLowerCase(Locale.ROOT);
        boolean isUsage = signal.signal() == Signal.CPU || signal.signal() == Signal.GPU;
        String limits = isUsage ? ", or the limits of its usage (" + name + "Limit)" : "";
        note(
                !stated && !signal.signal().countsRequests() && signal.signal() != Signal.TOKENS,
                "demand.perReplica of " + name
                        + " is not stated: it is learned only where the service also reports requests with their latencies"
                        + limits + ", and until then " + untilThen);
    }

    private void objective(Instant now) {
        if (policy.objective() instanceof Objective.Deadline deadline) {
            note(!deadline.by().isAfter(now), "objective.deadline " + deadline.by() + " is over");
        } else if (policy.objective() instanceof Objective.Drain drain) {
            Duration window = policy.demand().window().orElse(Duration.ofSeconds(1));
            Duration soonest = policy.leadTime().orElse(Duration.ZERO).plus(window);
            note(
                    drain.within().compareTo(soonest) < 0,
                    "objective.drain " + DurationText.exactly(drain.within())
                            + " is shorter than a window and the lead time, " + DurationText.exactly(soonest)
                            + ": what waits cannot be seen and served so soon");
        } else if (policy.objective() instanceof Objective.Unserved unserved) {
            note(
                    unserved.share() >= .5,
                    "objective.unserved " + percent(unserved.share()) + " lets more demand fail than is served");
        } else if (policy.objective() instanceof Objective.Latency latency) {
            note(
                    latency.below().compareTo(Duration.ofMillis(1)) < 0,
                    "objective.latency.below is shorter than a millisecond: hardly a service answers so soon");
        }
    }

    private void times() {
        note(
                policy.replicas().min() > 0 && policy.tuning().idleWindow().isPresent(),
                "idleWindow means nothing with replicas.min "
                        + policy.replicas().min() + ": only min 0 lets the service sleep");
        isLong("leadTime", policy.leadTime());
        isLong("demand.window", policy.demand().window());
        isLong("warmUp", Optional.of(policy.tuning().warmUp()));
        isLong("behavior.scaleUp.stabilization", Optional.of(policy.up().stabilization()));
    }

    private void isLong(String key, Optional<Duration> length) {
        length.filter(l -> l.compareTo(LONG) > 0)
                .ifPresent(l -> notes.add(key + " " + DurationText.exactly(l) + " is longer than an hour"));
    }

    private void money() {
        Placement placement = policy.placement();
        placement
                .budget()
                .filter(budget -> budget.perMonth() == 0)
                .ifPresent(budget -> notes.add("budget.perMonth 0: "
                        + (budget.kind() == MonthlyBudget.Kind.HARD
                                ? "nothing above replicas.min and pools[].min will ever run"
                                : "every replica exceeds it")));
        boolean nowhere = placement.pools().isEmpty();
        note(nowhere && placement.spotShare() != 1, "spotShare means nothing without pools");
        note(nowhere && !placement.tenant().isEmpty(), "tenant means nothing without pools, which have the prices");
        note(
                nowhere && !placement.rank().equals(Placement.Rank.EQUAL),
                "priority and weight mean nothing without pools");
        boolean apart = placement.roles().isPresent();
        note(apart && placement.spotShare() != 1, "spotShare means nothing with roles, which have one pool each");
        note(
                apart && !placement.moves().equals(Placement.Moves.DEFAULT),
                "moves means nothing with roles, which have one pool each");
        note(nowhere && !placement.moves().equals(Placement.Moves.DEFAULT), "moves means nothing without pools");
    }

    private void note(boolean applies, String note) {
        if (applies) {
            notes.add(note);
        }
    }

    private static String percent(double share) {
        return trimmed(100 * share) + "%";
    }

    private static String trimmed(double number) {
        return NumberText.exactly(Math.rint(number * 100) / 100);
    }
}
