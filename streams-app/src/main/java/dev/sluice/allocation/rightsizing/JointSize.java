package dev.sluice.allocation.rightsizing;

import dev.sluice.allocation.MixRequest;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The resources of a replica and the replica count, in one decision: fewer large replicas and more small ones compete
 * for the same money.
 *
 * @param size of one replica
 * @param replicas how many
 * @param perReplica what one serves, units per second
 * @param pricePerHour price of all for per hour
 * @param carried true if they carry the demand within the maximum replica count
 * @param why what decided, in one sentence
 */
public record JointSize(
        Resources size, int replicas, double perReplica, double pricePerHour, boolean carried, String why) {
    /**
     * What is to be decided.
     *
     * @param demand units per second to carry, as the objective asks
     * @param capacity what a replica of a size serves within the objective
     * @param sizes the sizes to choose from, at least one
     * @param price what a replica of a size costs
     * @param bounds minimum and maximum replica count
     */
    public record Question(
            double demand, SizeCapacity capacity, List<Resources> sizes, SizePrice price, Bounds bounds) {
        public Question {
            sizes = List.copyOf(sizes);
            if (sizes.isEmpty()) {
                throw new IllegalArgumentException("at least one size to choose from");
            }
        }
    }

    /**
     * What runs now.
     *
     * @param size of one replica
     * @param leadTime from an order to a ready replica: a new size starts every replica again
     * @param mayStay whether the present resources suffice: not if memory is lacking
     */
    public record Running(Resources size, Duration leadTime, boolean mayStay) {}

    /** A change of size is worth at least this share of the price that is paid. */
    private static final double WORTH = .05;

    private static final Comparator<JointSize> BEST = Comparator.comparing((JointSize choice) -> !choice.carried)
            .thenComparingDouble(choice -> choice.carried ? choice.pricePerHour : -choice.replicas * choice.perReplica)
            // of equally dear ones the smaller and more: losing one loses less
            .thenComparing(choice -> -choice.replicas);

    /**
     * The cheapest size and count; what runs stays unless a change pays back in time, and of changes about as cheap the one
     * is chosen that leaves the count most as it is.
     */
    public static JointSize choose(Question question, Optional<Running> running, MixRequest.Move move) {
        List<JointSize> ranked = question.sizes().stream()
                .map(size -> at(question, size))
                .sorted(BEST)
                .toList();
        JointSize best = ranked.get(0);
        if (running.isEmpty()) {
            return best.because("the cheapest");
        }
        JointSize stay = at(question, running.get().size());
        if (running.get().mayStay() && stays(stay, best, running.get(), move)) {
            return stay.because("stays: " + best.numbers() + " would not pay back in time");
        }
        double each = stay.perReplica;
        JointSize nearest = ranked.stream()
                .filter(choice ->
                        choice.carried == best.carried && choice.pricePerHour * (1 - WORTH) <= best.pricePerHour)
                .min(Comparator.comparingDouble(choice -> Math.abs(Math.log(choice.perReplica / each))))
                .orElse(best);
        return (best.carried ? nearest : best).because("instead of " + stay.numbers());
    }

    private static boolean stays(JointSize stay, JointSize best, Running running, MixRequest.Move move) {
        if (stay.size.equals(best.size)) {
            return true;
        }
        if (stay.carried != best.carried) {
            return stay.carried;
        }
        // less than that is within what a demand moves by itself, and every replica starts again
        if (stay.carried && best.pricePerHour > (1 - WORTH) * stay.pricePerHour) {
            return true;
        }
        double hours = move.payback().toMillis() / 3_600_000.0;
        double lead = running.leadTime().toMillis() / 3_600_000.0;
        // every replica starts again and is paid for before it is ready
        double price = best.pricePerHour * lead + best.replicas * move.perStart();
        return (stay.pricePerHour - best.pricePerHour) * hours <= price && stay.carried;
    }

    /** That size, and as many as carry the demand. */
    public static JointSize at(Question question, Resources size) {
        double each = question.capacity().unitsPerSecond(size);
        double wanted = question.demand() <= 0 ? 0 : each > 0 ? Math.ceil(question.demand() / each - 1e-9) : 1e9;
        int replicas = question.bounds().clamp((int) Math.min(1e9, wanted));
        return new JointSize(size, replicas, each, replicas * question.price().of(size), wanted <= replicas, "");
    }

    private JointSize because(String reason) {
        return new JointSize(
                size, replicas, perReplica, pricePerHour, carried, numbers() + (reason.isEmpty() ? "" : ", " + reason));
    }

    private String numbers() {
        return replicas + " × (" + NumberText.of(size.cpuCores()) + " cores, " + (size.memoryBytes() >> 20) + " MiB"
                + (size.gpus() > 0 ? ", " + NumberText.of(size.gpus()) + " GPUs" : "")
                + ") at " + NumberText.money(pricePerHour) + " per hour";
    }
}
