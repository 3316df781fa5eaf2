package dev.sluice.control.fleet;

import dev.sluice.control.fleet.command.CommandOutcome;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.LearnedLead;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Tracks the replicas of one service in one pool: how many were ordered, how many are ready, how long starts take.
 *
 * <p>A command is first ordered, then APPLIED, then READY. If it FAILED, EXPIRED or was SUPERSEDED before it was
 * carried out, it must be sent again.
 */
public final class ReplicaTracker {
    private static final long LONGEST_LOADING = Duration.ofHours(1).toMillis();

    /** How long after the end of a command's validity its answer may still come, ms. */
    private static final long LATEST_ANSWER = Duration.ofSeconds(30).toMillis();

    /** Replicas that are not ready after this many lead times, and this time at least, are said to be missing. */
    private static final int LATE_STARTS = 3;

    private static final long LONGEST_START = Duration.ofMinutes(10).toMillis();

    /**
     * Commands never reach this generation: a higher one is an error, and would leave no numbers for later commands.
     */
    private static final long MOST_HEARD = 1L << 61;

    private final LeadTime leadTime = new LeadTime();
    private final PendingStarts starts = new PendingStarts();
    private final ExecutorClock clock = new ExecutorClock();
    private int ordered;
    private long generation;
    private int ready = -1;
    private long orderedAt;
    private int before;
    // when the newest replicas were ordered: a smaller order since then takes none of them back
    private long grewAt;
    private final CommandOutcome outcome = new CommandOutcome();
    private long heard;

    /** Returns the replicas of the newest command; before the first, those that reported. */
    public int ordered() {
        return ordered;
    }

    /** Returns the generation of the newest command; 0 before the first. */
    public long generation() {
        return generation;
    }

    /** Returns the ready replicas, if an acknowledgement told. */
    public OptionalInt ready() {
        return ready < 0 ? OptionalInt.empty() : OptionalInt.of(ready);
    }

    /**
     * Returns the replicas assumed to be ready at {@code now} (ms): as acknowledged; otherwise all ordered ones once
     * their lead time is over, and before that those of the previous order.
     */
    int ready(long now, Duration lead) {
        if (ready >= 0) {
            return Math.min(ready, ordered);
        }
        return now >= orderedAt + lead.toMillis() ? ordered : Math.min(before, ordered);
    }

    /** Returns the replicas assumed to be ready {@code soon} after {@code now} (ms), if nothing new is ordered. */
    int readyWithin(Duration soon, long now, Duration lead) {
        if (isOverdue(now, lead)) {
            return ready(now, lead);
        }
        long due = orderedAt + lead.toMillis();
        boolean arrives = now < due && due <= now + soon.toMillis();
        return arrives ? ordered : ready(now, lead);
    }

    /**
     * Returns true if replicas are missing, and within a lead time no further one has become ready: the provider took them
     * back, or has none. Nothing tells when they come.
     */
    boolean isOverdue(long now, Duration lead) {
        return outcome.missing().isOver(now, lead);
    }

    /**
     * Returns true if even an unchanged count must be commanded: none was yet, or the newest command came to nothing.
     */
    public boolean mustCommand() {
        return outcome.isNothing() || generation == 0;
    }

    /** Returns true if even an unchanged count must be commanded at {@code now} (ms): repetitions pause in between. */
    public boolean mustCommand(long now) {
        return generation == 0 || outcome.mayRepeat(now);
    }

    /** Notes that a command which was valid for {@code validity} ms and has no answer at {@code now} (ms) came to nothing. */
    void expire(long now, long validity) {
        if (generation > 0 && now >= orderedAt + validity + LATEST_ANSWER) {
            outcome.overdue(now);
        }
    }

    /** Returns what is wrong with the newest command at {@code now} (ms), if anything. */
    Optional<SizeProposal.Note> trouble(long now, Duration lead) {
        if (outcome.unanswered()) {
            return trouble(
                    Reason.NO_EXECUTOR, "no executor answers commands: the newest has generation %d", generation);
        }
        if (!outcome.rival().isEmpty()) {
            return trouble(
                    Reason.EXECUTORS_OVERLAP,
                    "generation %d was carried out by two executors, %s and %s",
                    generation,
                    outcome.executor(),
                    outcome.rival());
        }
        if (outcome.foreign().isPresent()) {
            return trouble(
                    Reason.DRIFT,
                    "somebody else told the platform to run %d replicas instead of %d",
                    outcome.foreign().getAsInt(),
                    ordered);
        }
        OptionalInt limit = limit(now);
        if (limit.isPresent()) {
            return trouble(
                    Reason.NO_CAPACITY,
                    "the platform said that it can run %d replicas at most: more are tried from %s on",
                    limit.getAsInt(),
                    Instant.ofEpochMilli(outcome.limit().until()));
        }
        if (outcome.failures() > 0) {
            return trouble(
                    Reason.COMMAND_FAILED,
                    "%s failed or expired, generation %d is the newest: its acknowledgement says why",
                    outcome.failures() == 1 ? "a command" : outcome.failures() + " commands in a row",
                    generation);
        }
        boolean missing = outcome.carriedOut() && ready >= 0 && ready < ordered;
        long patience = Math.max(LONGEST_START, LATE_STARTS * lead.toMillis());
        return missing && now - orderedAt >= patience
                ? trouble(
                        Reason.NOT_READY,
                        "of %d replicas ordered %d minutes ago %d are ready",
                        ordered,
                        (now - orderedAt) / 60_000,
                        ready)
                : Optional.empty();
    }

    /** Returns the most replicas that the platform can run here at {@code now} (ms), as far as it told. */
    public OptionalInt limit(long now) {
        return outcome.limit().at(now);
    }

    /** Returns the replica count that somebody else has set on the platform, if so. */
    OptionalInt foreign() {
        return outcome.foreign();
    }

    private static Optional<SizeProposal.Note> trouble(Reason reason, String detail, Object... values) {
        return Optional.of(
                new SizeProposal.Note(Stage.Name.EXECUTION, reason, String.format(Locale.ROOT, detail, values)));
    }

    /** Before the first command, takes the reporting replicas for the fleet. If none report, nothing changes. */
    public void observed(int instances) {
        if (generation == 0 && instances > 0) {
            ordered = instances;
        }
    }

    /** Before the first command of both, takes over the replicas that were observed in another pool. */
    void takeObserved(ReplicaTracker other) {
        if (other != this && generation == 0 && other.generation == 0) {
            ordered = Math.max(ordered, other.ordered);
            other.ordered = 0;
        }
    }

    /** Returns the time from an order to ready replicas; a default before any start was observed. */
    Duration leadTime() {
        return learnedLead().orElse(LeadTime.UNKNOWN);
    }

    /** Returns the learned time from an order to ready replicas, if a start was observed. */
    Optional<Duration> learnedLead() {
        return leadTime.estimate();
    }

    /** Plans with another quantile of the learned lead times. */
    void planLeads(double quantile) {
        leadTime.plannedBy(quantile);
    }

    /** Returns what the lead time was learned from, if a start was observed. */
    Optional<LearnedLead> leadLearnedFrom() {
        return leadTime.estimate().map(lead -> new LearnedLead(leadTime.quantile(), leadTime.starts()));
    }

    /** Returns true if replicas that became ready less than {@code warmUp} before served in a window. */
    boolean warmingUp(DemandWindow window, Duration lead, Duration warmUp) {
        return window.from().toEpochMilli() < grewAt + lead.plus(warmUp).toMillis();
    }

    /** Returns true if a count was ordered after a window had begun: how many served in it is not known. */
    boolean changedIn(DemandWindow window) {
        return generation > 0 && window.from().toEpochMilli() < orderedAt;
    }

    /**
     * Returns true if ordered replicas may still be starting at {@code time} (ms): their lead time is not over, or an
     * acknowledgement reported fewer, for up to one hour.
     */
    boolean loading(long time, Duration lead) {
        boolean missing = ready >= 0 && ready < ordered;
        long longest = missing ? Math.max(lead.toMillis(), LONGEST_LOADING) : lead.toMillis();
        return ordered > 0 && generation > 0 && time < orderedAt + longest;
    }

    /** Returns true if a replica was ready at {@code time} (ms), by acknowledgements or otherwise by the lead time. */
    boolean serves(long time, Duration lead) {
        boolean known = ready >= 0;
        boolean expected = before > 0 || generation == 0 || time >= orderedAt + lead.toMillis();
        return ordered > 0 && (known ? ready > 0 : expected);
    }

    /** Returns when the newest command was given, ms. */
    long orderedAt() {
        return orderedAt;
    }

    /** Returns true if nothing runs or is ordered here. */
    boolean isEmpty() {
        return ordered == 0 && ready <= 0 && !outcome.isNothing();
    }

    /** Restores a command of which nothing else is known. */
    void commanded(int replicas, long number, long at) {
        ordered = replicas;
        before = replicas;
        generation = number;
        orderedAt = at;
    }

    /** Returns the newest known generation, ordered here or reported by the executor. */
    long newest() {
        return Math.max(generation, heard);
    }

    /** Notes a command for {@code replicas} and returns its generation. */
    long order(int replicas, long now) {
        return order(replicas, newest() + 1, now);
    }

    /** Notes a command for {@code replicas} under a generation above any known one. */
    long order(int replicas, long next, long now) {
        // after a command that came to nothing, what ran before it still runs
        before = outcome.isNothing() ? before : ordered;
        starts.notAbove(Math.min(before, replicas));
        if (replicas > before) {
            starts.to(replicas, now);
            grewAt = now;
        }
        ordered = replicas;
        orderedAt = now;
        outcome.issued();
        outcome.missing().ordered(ready < 0 || replicas <= ready, now);
        generation = next;
        return generation;
    }

    /** Returns the acknowledgement, which arrived at {@code now} (ms), with a time by our clock. */
    Acknowledgement onOurClock(Acknowledgement ack, long now) {
        boolean newest = generation > 0 && ack.generation() == generation;
        boolean first = !newest || !outcome.carriedOut();
        return clock.corrected(ack, newest ? orderedAt : ack.issuedAt().toEpochMilli(), now, first);
    }

    /** Takes in an acknowledgement; of an older command only what it teaches. */
    void acknowledged(Acknowledgement ack) {
        ack.ready().ifPresent(n -> {
            outcome.missing().told(n >= ordered, n > ready, ack.at().toEpochMilli());
            ready = n;
        });
        ready(ack).ifPresent(n -> starts.ready(n, reached(ack), ack.at(), leadTime::learn));
        outcome.platform(ack);
        hear(ack.generation());
        ack.knownGeneration().ifPresent(this::hear);
        if (generation == 0 || ack.generation() != generation) {
            return;
        }
        outcome.answered(ack);
        if (ack.status() == Status.SUPERSEDED) {
            superseded(ack.knownGeneration());
        }
    }

    /**
     * Returns the replica count that was reached just now, if an acknowledgement shows that the newest start has ended.
     */
    private OptionalInt reached(Acknowledgement ack) {
        boolean newest = ack.status() == Status.READY && ack.generation() == generation;
        return newest && ordered > before ? OptionalInt.of(ordered) : OptionalInt.empty();
    }

    /** Returns the acknowledged ready replicas; all that were asked for if READY does not count them. */
    private static OptionalInt ready(Acknowledgement ack) {
        return ack.ready().isEmpty() && ack.status() == Status.READY ? OptionalInt.of(ack.replicas()) : ack.ready();
    }

    private void hear(long other) {
        if (other <= MOST_HEARD) {
            heard = Math.max(heard, other);
        }
    }

    /**
     * Handles an executor that has seen a higher generation, because our state was lost. The next command goes above it
     * if it was reported; otherwise the generation doubles until it does. A command that was already carried out is
     * only answered again.
     */
    private void superseded(OptionalLong known) {
        if (!outcome.carriedOut() && known.isEmpty()) {
            hear(Math.min(MOST_HEARD, 2 * Math.min(MOST_HEARD, generation)));
        }
    }

    /** Returns when the newest replicas were ordered if the newest order brought them, ms. */
    private long grewAt() {
        return ordered > before ? orderedAt : 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(ordered);
        out.writeLong(generation);
        out.writeInt(ready);
        out.writeLong(orderedAt);
        boolean shrunk = grewAt != grewAt();
        // below 0 if more is written than before version 6
        out.writeInt(shrunk ? ~before : before);
        if (shrunk) {
            out.writeLong(grewAt);
        }
        outcome.write(out);
        out.writeLong(heard);
        leadTime.write(out);
        starts.write(out);
        clock.write(out);
    }

    void read(DataInput in) throws IOException {
        ordered = in.readInt();
        generation = in.readLong();
        ready = in.readInt();
        orderedAt = in.readLong();
        before = in.readInt();
        if (before < 0) {
            before = ~before;
            grewAt = in.readLong();
        } else {
            grewAt = grewAt();
        }
        outcome.read(in);
        heard = in.readLong();
        leadTime.read(in);
        starts.read(in);
        clock.read(in);
    }
}
