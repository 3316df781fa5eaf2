package dev.sluice.control.fleet;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.forecast.DemandWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What is known of one service's replicas in one pool: what was ordered, what is ready, how long starts take. */
public final class ReplicaTracker {
    private static final long LONGEST_LOADING = Duration.ofHours(1).toMillis();

    /** No command comes near this generation: one that is heard of is wrong, and would leave no numbers for later ones. */
    private static final long MOST_HEARD = 1L << 61;

    private final LeadTime leadTime = new LeadTime();
    private final PendingStarts starts = new PendingStarts();
    private final ExecutorClock clock = new ExecutorClock();
    private int ordered;
    private long generation;
    private int ready = -1;
    private long orderedAt;
    private int before;
    private boolean repeat;
    private boolean carriedOut;
    private long heard;

    /** Replicas that the newest command asked for; before the first, those that reported. */
    public int ordered() {
        return ordered;
    }

    /** Generation of the newest command; zero before the first. */
    public long generation() {
        return generation;
    }

    /** Useful replicas, where an acknowledgement told. */
    public OptionalInt ready() {
        return ready < 0 ? OptionalInt.empty() : OptionalInt.of(ready);
    }

    /**
     * Replicas that are taken to be ready at {@code now} (ms): those that an acknowledgement told of; where none did, all
     * that were ordered once their lead time is over, and before that those of the order before.
     */
    int ready(long now, Duration lead) {
        if (ready >= 0) {
            return Math.min(ready, ordered);
        }
        return now >= orderedAt + lead.toMillis() ? ordered : Math.min(before, ordered);
    }

    /** Replicas that are taken to be ready {@code soon} after {@code now} (ms), where nothing new is ordered. */
    int readyWithin(Duration soon, long now, Duration lead) {
        long due = orderedAt + lead.toMillis();
        boolean arrives = now < due && due <= now + soon.toMillis();
        return arrives ? ordered : ready(now, lead);
    }

    /** Whether even an unchanged size has to be commanded: nothing was yet, or the newest command came to nothing. */
    public boolean mustCommand() {
        return repeat || generation == 0;
    }

    /** Before the first command, the replicas that report are taken for the size; that none reports tells nothing. */
    public void observed(int instances) {
        if (generation == 0 && instances > 0) {
            ordered = instances;
        }
    }

    /** Time from an order to ready replicas; a guess before any start was seen. */
    Duration leadTime() {
        return learnedLead().orElse(LeadTime.UNKNOWN);
    }

    /** Time from an order to ready replicas, where a start was seen. */
    Optional<Duration> learnedLead() {
        return leadTime.estimate();
    }

    /** Whether replicas that had become ready less than {@code warmUp} before served in a window. */
    boolean warmingUp(DemandWindow window, Duration lead, Duration warmUp) {
        return ordered > before
                && window.from().toEpochMilli() < orderedAt + lead.plus(warmUp).toMillis();
    }

    /**
     * Whether replicas that were ordered may still be on their way at {@code time} (ms): their lead time is not over, or an
     * acknowledgement told of fewer, for an hour at most.
     */
    boolean loading(long time, Duration lead) {
        boolean missing = ready >= 0 && ready < ordered;
        long longest = missing ? Math.max(lead.toMillis(), LONGEST_LOADING) : lead.toMillis();
        return ordered > 0 && generation > 0 && time < orderedAt + longest;
    }

    /** Whether a replica was useful at {@code time} (ms), as far as acknowledgements or else the lead time tell. */
    boolean serves(long time, Duration lead) {
        boolean known = ready >= 0;
        boolean expected = before > 0 || generation == 0 || time >= orderedAt + lead.toMillis();
        return ordered > 0 && (known ? ready > 0 : expected);
    }

    /** When the newest command was given, ms. */
    long orderedAt() {
        return orderedAt;
    }

    /** Whether nothing runs here, or is to. */
    boolean isEmpty() {
        return ordered == 0 && ready <= 0 && !repeat;
    }

    /** Takes up a command of which nothing else is known any more. */
    void commanded(int replicas, long number, long at) {
        ordered = replicas;
        before = replicas;
        generation = number;
        orderedAt = at;
    }

    /** The newest generation that is known of, ordered here or heard of. */
    long newest() {
        return Math.max(generation, heard);
    }

    /** Notes a command for {@code replicas} and gives its generation. */
    long order(int replicas, long now) {
        return order(replicas, newest() + 1, now);
    }

    /** Notes a command for {@code replicas} under a generation above any known of. */
    long order(int replicas, long next, long now) {
        // of a command that came to nothing, what ran before it still does
        before = repeat ? before : ordered;
        starts.notAbove(Math.min(before, replicas));
        if (replicas > before) {
            starts.to(replicas, now);
        }
        ordered = replicas;
        orderedAt = now;
        repeat = false;
        carriedOut = false;
        generation = next;
        return generation;
    }

    /** The acknowledgement with a time of our clock, where we hear of it at {@code now} (ms). */
    Acknowledgement onOurClock(Acknowledgement ack, long now) {
        boolean newest = generation > 0 && ack.generation() == generation;
        return clock.corrected(ack, newest ? orderedAt : ack.issuedAt().toEpochMilli(), now);
    }

    /** Takes in what became of a command; of an older one only what it teaches. */
    void acknowledged(Acknowledgement ack) {
        ack.ready().ifPresent(n -> ready = n);
        ready(ack).ifPresent(n -> starts.ready(n, reached(ack), ack.at(), leadTime::learn));
        hear(ack.generation());
        ack.knownGeneration().ifPresent(this::hear);
        if (generation == 0 || ack.generation() != generation) {
            return;
        }
        switch (ack.status()) {
            case FAILED, EXPIRED -> repeat = true;
            case APPLIED, READY -> carriedOut = true;
            case SUPERSEDED -> superseded(ack.knownGeneration());
        }
    }

    /** The size that has been reached just now, where an acknowledgement tells that the newest start has ended. */
    private OptionalInt reached(Acknowledgement ack) {
        boolean newest = ack.status() == Status.READY && ack.generation() == generation;
        return newest && ordered > before ? OptionalInt.of(ordered) : OptionalInt.empty();
    }

    /** Useful replicas by an acknowledgement; one that does not count them means all that were asked for. */
    private static OptionalInt ready(Acknowledgement ack) {
        return ack.ready().isEmpty() && ack.status() == Status.READY ? OptionalInt.of(ack.replicas()) : ack.ready();
    }

    private void hear(long other) {
        if (other <= MOST_HEARD) {
            heard = Math.max(heard, other);
        }
    }

    /**
     * The executor knows a generation above our newest, from a time that we have forgotten. The next command is above it
     * where it was told, and where it was not, leaps find one above it in few commands. A command that was carried out is
     * only answered once more.
     */
    private void superseded(OptionalLong known) {
        if (!carriedOut) {
            repeat = true;
            if (known.isEmpty()) {
                hear(Math.min(MOST_HEARD, 2 * Math.min(MOST_HEARD, generation)));
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(ordered);
        out.writeLong(generation);
        out.writeInt(ready);
        out.writeLong(orderedAt);
        out.writeInt(before);
        out.writeByte((repeat ? 1 : 0) | (carriedOut ? 2 : 0));
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
        int flags = in.readByte();
        repeat = (flags & 1) != 0;
        carriedOut = (flags & 2) != 0;
        heard = in.readLong();
        leadTime.read(in);
        starts.read(in);
        clock.read(in);
    }
}
