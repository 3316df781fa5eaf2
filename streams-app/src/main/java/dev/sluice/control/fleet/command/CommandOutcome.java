package dev.sluice.control.fleet.command;

import dev.sluice.control.message.Acknowledgement;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * What became of the newest command of one pool, and when a command that came to nothing may be given again.
 *
 * <p>A command comes to nothing if the platform refused it, if it expired, or if no executor answered in time. The first
 * one is given again at the next decision. If that fails too, the pauses before the next ones double, from 30 seconds to
 * 15 minutes. A command that was carried out ends the series. A command for another replica count does not wait.
 *
 * <p>A command that was carried out may be undone later: somebody else sets another count, or the platform cannot run so
 * many.
 */
public final class CommandOutcome {
    private static final int REPEAT = 1;
    private static final int CARRIED_OUT = 2;
    /** More than the flags is stored, which the first format did not do. */
    private static final int MORE = 4;

    private static final int ANSWERED = 8;
    private static final int SILENCE = 16;
    private static final int FOREIGN = 32;
    private static final int LIMITED = 64;
    private static final int MISSING = 128;

    private boolean repeat;
    private boolean carriedOut;
    private boolean answered = true;
    private boolean silence;
    private int failures;
    private long retryAt;
    private String executor = "";
    private String rival = "";
    private final ForeignCount foreign = new ForeignCount();
    private final PlatformLimit limit = new PlatformLimit();
    private final MissingReplicas missing = new MissingReplicas();

    /** A new command was issued. */
    public void issued() {
        repeat = false;
        carriedOut = false;
        answered = false;
        executor = "";
        rival = "";
        foreign.gone();
    }

    /** Returns true if the command came to nothing. */
    public boolean isNothing() {
        return repeat;
    }

    /** Returns true if the command came to nothing and or was undone, and may be given again at {@code now} (ms). */
    public boolean mayRepeat(long now) {
        return (repeat && now >= retryAt) || foreign.mayCorrect(now);
    }

    /** Returns the replica count that somebody else has set instead, if so. */
    public OptionalInt foreign() {
        return foreign.running();
    }

    /** Returns the most replicas that the platform can run. */
    public PlatformLimit limit() {
        return limit;
    }

    /** Returns for how long replicas have been missing. */
    public MissingReplicas missing() {
        return missing;
    }

    public boolean carriedOut() {
        return carriedOut;
    }

    /** Returns true if no executor answered this command, or the one that it repeats. */
    public boolean unanswered() {
        return silence;
    }

    /** Returns how many commands in a row have failed or expired up to the newest one. */
    public int failures() {
        return failures;
    }

    /** Returns the executor that carried the command out, and the other one that did so too; both empty if unknown. */
    public String executor() {
        return executor;
    }

    public String rival() {
        return rival;
    }

    /** Takes in an answer to the command. */
    public void answered(Acknowledgement ack) {
        answered = true;
        silence = false;
        long at = ack.at().toEpochMilli();
        switch (ack.status()) {
            case FAILED -> {
                handledBy(ack.executor());
                failed(at);
            }
            case EXPIRED -> {
                // a second executor, or one that starts again, finds an old command that was carried out
                if (!carriedOut) {
                    failed(at);
                }
            }
            case APPLIED, READY -> {
                handledBy(ack.executor());
                carriedOut = true;
                failures = 0;
                foreign.gone();
            }
            case SUPERSEDED -> repeat |= !carriedOut;
            case DRIFTED -> {
                handledBy(ack.executor());
                carriedOut = true;
                ack.platform().running().ifPresentOrElse(n -> foreign.set(n, at), foreign::gone);
            }
        }
    }

    /** Takes in what the platform told of itself with an answer to this command or an earlier one. */
    public void platform(Acknowledgement ack) {
        ack.ready().ifPresent(limit::reached);
        ack.platform().limit().ifPresent(n -> limit.told(n, ack.at().toEpochMilli()));
    }

    /** Notes that the time for an answer is over at {@code now} (ms). */
    public void overdue(long now) {
        if (!answered && !repeat) {
            silence = true;
            failed(now);
        }
    }

    private void failed(long now) {
        repeat = true;
        failures = Math.min(failures + 1, 99);
        retryAt = now + RetryPause.after(failures);
    }

    private void handledBy(String name) {
        if (executor.isEmpty()) {
            executor = name;
        } else if (!name.isEmpty() && !name.equals(executor)) {
            rival = name;
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte((repeat ? REPEAT : 0)
                | (carriedOut ? CARRIED_OUT : 0)
                | MORE
                | (answered ? ANSWERED : 0)
                | (silence ? SILENCE : 0)
                | (foreign.isUnused() ? 0 : FOREIGN)
                | (limit.isUnused() ? 0 : LIMITED)
                | (missing.isNone() ? 0 : MISSING));
        out.writeByte(failures);
        out.writeLong(retryAt);
        out.writeUTF(executor);
        out.writeUTF(rival);
        if (!foreign.isUnused()) {
            foreign.write(out);
        }
        if (!limit.isUnused()) {
            limit.write(out);
        }
        if (!missing.isNone()) {
            missing.write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        int flags = in.readByte();
        repeat = (flags & REPEAT) != 0;
        carriedOut = (flags & CARRIED_OUT) != 0;
        boolean more = (flags & MORE) != 0;
        answered = !more || (flags & ANSWERED) != 0;
        silence = (flags & SILENCE) != 0;
        failures = more ? in.readByte() : 0;
        retryAt = more ? in.readLong() : 0;
        executor = more ? in.readUTF() : "";
        rival = more ? in.readUTF() : "";
        if ((flags & FOREIGN) != 0) {
            foreign.read(in);
        }
        if ((flags & LIMITED) != 0) {
            limit.read(in);
        }
        if ((flags & MISSING) != 0) {
            missing.read(in);
        }
    }
}
