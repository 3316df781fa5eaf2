package dev.sluice.control.rightsizing;

import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.rightsizing.JointSize;
import dev.sluice.allocation.rightsizing.PromisedCapacity;
import dev.sluice.allocation.rightsizing.ReplicaNeed;
import dev.sluice.allocation.rightsizing.SizeCapacity;
import dev.sluice.allocation.rightsizing.SizeLadder;
import dev.sluice.allocation.rightsizing.SizePrice;
import dev.sluice.allocation.rightsizing.recommender.GpuSlice;
import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.policy.Resources;
import dev.sluice.sizing.ReplicaCount;
import java.util.List;
import java.util.Optional;

/**
 * The search for resources and a replica count.
 *
 * @param ask the question, with the running resources filled in
 * @param advice the advised resources of one replica, by its use
 * @param need what a replica uses by what it serves
 * @param room minimum and maximum resources
 * @param slice the fractions in which a GPU is allocated
 */
record RightSizingSearch(
        RightSizingChoice.Ask ask, SizeAdvice advice, ReplicaNeed need, ResourceBounds room, GpuSlice slice) {

    /**
     * Finds the cheapest resources and count that carry the demand; {@code restless}: the resources changed only
     * recently.
     */
    RightSizingChoice cheapest(SizePrice price, boolean restless) {
        List<Resources> sizes =
                SizeLadder.around(ask.perReplica(), need, ResourceLearner.MARGIN, least(), room.most(), slice);
        JointSize.Question question = new JointSize.Question(ask.demand(), capacity(), sizes, price, ask.bounds());
        Optional<Resources> kept = ask.running().filter(this::mayStay);
        if (restless && kept.isPresent()) {
            return sized(JointSize.at(question, kept.get()), "the size has changed only lately");
        }
        JointSize chosen = JointSize.choose(
                question,
                ask.running().map(size -> new JointSize.Running(size, ask.leadTime(), kept.isPresent())),
                new MixRequest.Move(ask.moves().payback(), ask.moves().startCost()));
        return sized(chosen, chosen.why());
    }

    /**
     * Used without a price or running resources: the advised resources, at least as large as needed to keep the rate of
     * a replica, so that the count stays.
     */
    RightSizingChoice advised(boolean restless) {
        Optional<Resources> kept = ask.running().filter(this::mayStay).filter(size -> restless || advice.holds(size));
        Resources fits = SizeLadder.whole(need.at(ask.perReplica()).times(1 + ResourceLearner.MARGIN), slice);
        Resources size =
                kept.orElseGet(() -> fits.max(advice.target()).max(least()).min(room.most()));
        return sized(size, ask.perReplica(), count(ask), kept.isPresent() ? "within what was advised" : "as advised");
    }

    private boolean mayStay(Resources size) {
        return !advice.starves(size) && room.holds(size);
    }

    /** Returns the minimum resources of a replica: CPU and GPU follow what it serves, the others are fixed. */
    private Resources least() {
        Resources target = advice.target();
        Resources runs = ask.running().orElse(Resources.NONE);
        return new Resources(
                        target.cpuCores() > 0 ? 0 : runs.cpuCores(),
                        target.memoryBytes() > 0 ? target.memoryBytes() : runs.memoryBytes(),
                        target.gpus() > 0 ? slice.size() : runs.gpus(),
                        target.gpuMemoryBytes() > 0 ? target.gpuMemoryBytes() : runs.gpuMemoryBytes(),
                        // storage is rarely taken back
                        Math.max(target.storageBytes(), runs.storageBytes()))
                .max(room.least());
    }

    private SizeCapacity capacity() {
        return new PromisedCapacity(
                need, ResourceLearner.MARGIN, ask.perReplica(), ask.known().or(ask::running));
    }

    private RightSizingChoice sized(JointSize joint, String why) {
        return sized(joint.size(), joint.perReplica(), joint.replicas(), why);
    }

    private RightSizingChoice sized(Resources size, double perReplica, int replicas, String why) {
        boolean changes = !ask.running().equals(Optional.of(size));
        double now = ask.running().map(capacity()::unitsPerSecond).orElse(ask.perReplica());
        double factor = changes && now > 0 ? perReplica / now : 1;
        return new RightSizingChoice(Optional.of(size), perReplica, factor, replicas, changes, why);
    }

    /** Returns the replicas that carry the demand with their present resources. */
    static int count(RightSizingChoice.Ask ask) {
        return ask.bounds().clamp(Math.min(1_000_000_000, ReplicaCount.carrying(ask.demand(), ask.perReplica())));
    }
}
