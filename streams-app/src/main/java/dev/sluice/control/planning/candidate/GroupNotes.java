package dev.sluice.control.planning.candidate;

import dev.sluice.control.message.proposal.SizeProposal.Note;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.GroupLag;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.GroupWork;
import dev.sluice.sizing.Objective;
import dev.sluice.text.NumberText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What people should know of a consumer group beside its size: what more replicas cannot change, and what is not known. */
public final class GroupNotes {
    /** A partition has far more than the others if it has so many times its share. */
    private static final double FAR_MORE = 2;

    private final List<Note> notes = new ArrayList<>();
    private final GroupLag lag;

    private GroupNotes(GroupLag lag) {
        this.lag = lag;
    }

    /**
     * The notes on the group that a window tells of; none if it tells of none.
     *
     * @param perReplica records that one replica reads, per second; empty while unknown
     * @param ordered replicas ordered
     */
    public static List<Note> of(DemandWindow window, ScalingPolicy policy, OptionalDouble perReplica, int ordered) {
        if (window.lag().isEmpty() || policy.demand().group().isEmpty()) {
            return List.of();
        }
        GroupNotes notes = new GroupNotes(window.lag().get());
        notes.notReading(ordered);
        notes.stuck();
        perReplica.ifPresent(each -> notes.skewed(window, policy, each));
        notes.unknown();
        return notes.notes;
    }

    /** Seconds in which what waits should be finished. */
    static double within(DemandWindow window, ScalingPolicy policy) {
        return policy.objective().secondsToFinish(window.to(), window.seconds()).orElse((double)
                Objective.Drain.STANDARD.within().toSeconds());
    }

    private void stuck() {
        if (lag.stuck() > 0) {
            String first = lag.largest().stream()
                    .filter(GroupLag.Partition::stuck)
                    .findFirst()
                    .map(GroupLag.Partition::name)
                    .orElse("a partition");
            String more = lag.stuck() > 1 ? " and " + (lag.stuck() - 1) + " more are" : " is";
            note(
                    Reason.STUCK_PARTITION,
                    first + more + " stuck: " + lag.stuckLag()
                            + " records wait there, more arrive, and the committed offset does not move while others do."
                            + " They are not sized for");
        }
    }

    private void skewed(DemandWindow window, ScalingPolicy policy, double perReplica) {
        GroupWork work = new GroupWork(
                window.backlog().orElse(0), window.requests() / window.seconds(), perReplica, window.lag());
        double fair = work.readable() / Math.max(1, lag.partitions());
        boolean late = work.beyondOneReader(within(window, policy)) > 0;
        lag.largestRead()
                .filter(largest -> late && lag.partitions() > 1 && largest.lag() > FAR_MORE * fair)
                .ifPresent(largest -> note(
                        Reason.SKEWED_PARTITION,
                        largest.name() + " has " + NumberText.percent(Math.min(1, largest.lag() / work.readable()))
                                + " of what waits, " + largest.lag() + " records: one replica reads it, "
                                + NumberText.of(perReplica) + " per second, and more replicas do not help"));
    }

    private void notReading(int ordered) {
        if (!lag.reading() && ordered > 0) {
            note(
                    Reason.GROUP_NOT_READING,
                    "records wait, and no committed offset of group " + lag.group()
                            + " has moved for five minutes: nobody reads");
        }
    }

    private void unknown() {
        if (lag.isUncommitted()) {
            note(
                    Reason.OFFSETS_UNKNOWN,
                    "group " + lag.group() + " has committed no offset: only what arrives is known, and no replica is"
                            + " taken away");
        } else if (lag.uncommitted() > 0) {
            note(
                    Reason.OFFSETS_UNKNOWN,
                    lag.uncommitted() + " of " + lag.partitions()
                            + " partitions have no committed offset: what was in them before is not counted");
        }
        if (lag.unknown() > 0) {
            note(
                    Reason.OFFSETS_UNKNOWN,
                    "the brokers told nothing of " + lag.unknown() + " of " + lag.partitions()
                            + " partitions: the last that was known of them is held, and no replica is taken away");
        }
    }

    private void note(Reason reason, String detail) {
        notes.add(new Note(Stage.Name.PARTITIONS, reason, detail));
    }
}
