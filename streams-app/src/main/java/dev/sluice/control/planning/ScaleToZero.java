package dev.sluice.control.planning;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.Trigger;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.idle.IdlePrice;
import dev.sluice.policy.idle.IdleVerdict;
import dev.sluice.policy.idle.KeepAlive;
import dev.sluice.policy.idle.LoadState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * When a service that may be at zero was called, minute by minute, and what that makes of its size: kept, put to sleep,
 * or made ready before its next call.
 *
 * <p>A closed window answers for the minute that it begins in and for each that is over by its end: short windows are
 * merged, a long one gives all its minutes the same answer. A running fleet that does not report is not silent: its
 * minutes are left out, and nothing is decided in them. At zero there is nobody to report, so a minute without a report
 * is silent there, and the clock alone makes a service ready.
 */
final class ScaleToZero {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final int LOOK_AHEAD = 60;
    // what is older than a week weighs half already: no need to count a longer silence minute by minute
    private static final int MOST_SILENT = 10_080;
    private static final long NEVER = Long.MIN_VALUE;

    private final CallHistory journal;
    private long next = NEVER;
    private boolean reported;
    private boolean called;
    private boolean ready;
    private long woken = NEVER;
    private long look = NEVER;
    private long lastCall = NEVER;

    private ScaleToZero(CallHistory journal) {
        this.journal = journal;
    }

    /** A service that was never called. */
    static ScaleToZero none() {
        return new ScaleToZero(CallHistory.empty());
    }

    /** Takes in a window that has closed; {@code calls}: whether it brought demand, or work waited at its end. */
    void take(DemandWindow window, boolean calls, ServiceFleet fleet, ScalingPolicy policy) {
        long first = minute(window.from().toEpochMilli());
        long end = minute(window.to().toEpochMilli());
        if (calls || inFlight(window)) {
            lastCall = window.to().toEpochMilli();
        } else if (lastCall == NEVER) {
            lastCall = window.from().toEpochMilli();
        }
        for (long minute = first; minute < Math.max(first + 1, end); minute++) {
            over(minute, fleet);
            if (calls) {
                called(minute, minute != woken && fleet.serves(minute * MINUTE + MINUTE / 2, policy));
            }
            reported |= minute == next;
        }
        over(end, fleet);
    }

    private void called(long minute, boolean foundReady) {
        look = NEVER;
        if (minute < next) {
            journal.late(minute, !foundReady);
        } else if (!called) {
            called = true;
            ready = foundReady;
        }
    }

    /** Notes that a service at zero was asked for something in a window that began at {@code from} (ms). */
    void woken(long from, ServiceFleet fleet) {
        over(minute(from), fleet);
        woken = minute(from);
        look = NEVER;
    }

    /** Everything before {@code minute} is over. */
    private void over(long minute, ServiceFleet fleet) {
        if (next == NEVER) {
            next = minute;
        }
        boolean held = fleet.ordered() > 0;
        if (reported && minute > next) {
            journal.ended(next, called, ready, held);
            next++;
            reported = false;
            called = false;
        }
        for (long silent = Math.max(next, minute - MOST_SILENT); silent < minute && !held; silent++) {
            journal.ended(silent, false, false, false);
        }
        next = Math.max(next, minute);
    }

    /** What becomes of the size that the demand of a window asks for, after {@link #take} of it. */
    SizeProposal onWindow(
            DemandWindow window, boolean calls, SizeProposal sized, ServiceFleet fleet, ScalingPolicy policy) {
        LoadState presence = presence(window, calls, fleet, policy);
        Optional<Duration> stated = policy.tuning().idleWindow();
        if (stated.isPresent()) {
            Duration since = Duration.ofMillis(window.to().toEpochMilli() - lastCall);
            return new FixedIdleWindow(stated.get()).apply(sized, presence, since);
        }
        boolean undisputed = presence != LoadState.GONE && presence != LoadState.IDLE && sized.replicas() > 0;
        return undisputed ? sized : weighed(window, presence, sized, leadTime(fleet, policy));
    }

    private LoadState presence(DemandWindow window, boolean calls, ServiceFleet fleet, ScalingPolicy policy) {
        if (fleet.ordered() == 0) {
            return calls ? LoadState.WAITING : LoadState.GONE;
        }
        if (fleet.loading(window.to().toEpochMilli(), policy)) {
            return LoadState.LOADING;
        }
        return called || inFlight(window) ? LoadState.BUSY : LoadState.IDLE;
    }

    /** Whether work goes on that a window's calls, or earlier ones, have brought. */
    private static boolean inFlight(DemandWindow window) {
        boolean late = window.requests() == 0 && window.concurrency().orElse(0) > 0;
        return late
                || window.completed() < window.requests()
                || window.backlog().orElse(0) > 0;
    }

    private SizeProposal weighed(DemandWindow window, LoadState presence, SizeProposal sized, Duration lead) {
        long end = window.to().toEpochMilli();
        long minute = presence == LoadState.GONE ? orderMinute(end, lead) : minute(end);
        IdleVerdict verdict = journal.watch().decide(presence, minute, minutes(lead));
        boolean here = presence == LoadState.IDLE;
        if (verdict.load()) {
            return loaded(presence, sized, verdict.explain());
        }
        if (here && isNew()) {
            return sized.atLeastOne(Reason.KEEP_ALIVE, "not called yet, and watched for less than ten minutes");
        }
        return here && expectsMore(sized, verdict) ? sized : sized.instead(0, Reason.IDLE, verdict.explain());
    }

    /** Nobody knows a service that was just begun to be watched: it gets what a fixed keep-alive would give it. */
    private boolean isNew() {
        return !journal.watch().history().seen()
                && journal.watch().price().ledger().minutes() < IdlePrice.FIXED_MINUTES;
    }

    /** More than one replica is for the forecast to say, until the silence has become long. */
    private static boolean expectsMore(SizeProposal sized, IdleVerdict verdict) {
        return sized.plan().isPresent() && sized.replicas() > 1 && verdict.age() <= IdlePrice.FIXED_MINUTES;
    }

    private static SizeProposal loaded(LoadState presence, SizeProposal sized, String why) {
        return switch (presence) {
            case GONE -> sized.atLeastOne(Reason.PREWARM, why).because(Reason.PREWARM, why);
            case WAITING -> sized.atLeastOne(Reason.WAKE_FROM_ZERO, why);
            case LOADING, BUSY, IDLE -> sized.atLeastOne(Reason.KEEP_ALIVE, why);
        };
    }

    /** When a service at zero is to be looked at, ms, so that it is ready when its next minute begins. */
    long due(ServiceFleet fleet, ScalingPolicy policy) {
        boolean learned = policy.tuning().idleWindow().isEmpty();
        if (fleet.ordered() > 0 || !learned || !journal.watch().history().seen()) {
            return Long.MAX_VALUE;
        }
        Duration lead = leadTime(fleet, policy);
        return (Math.max(look, next) + minutes(lead)) * MINUTE - lead.toMillis();
    }

    /** What a service at zero that is due is to become at {@code wall} (ms); empty where it stays. */
    Optional<SizeProposal> onClock(long wall, ServiceFleet fleet, ScalingPolicy policy) {
        over(minute(wall), fleet);
        Duration lead = leadTime(fleet, policy);
        long minute = orderMinute(wall, lead);
        KeepAlive.Outlook outlook = journal.watch().outlook(LoadState.GONE, minute, LOOK_AHEAD, minutes(lead));
        long load = outlook.load().orElse(outlook.askAgain());
        look = Math.max(load, minute + 1);
        if (load > minute) {
            return Optional.empty();
        }
        String why =
                journal.watch().decide(LoadState.GONE, minute, minutes(lead)).explain();
        return Optional.of(new SizeProposal(Trigger.TICK, Reason.PREWARM, 1, Optional.empty(), Optional.empty(), why));
    }

    /** The minute whose order, given at {@code time} (ms), comes just in time for the minute that it is meant for. */
    private static long orderMinute(long time, Duration lead) {
        return minute(time + lead.toMillis()) - minutes(lead);
    }

    private static Duration leadTime(ServiceFleet fleet, ScalingPolicy policy) {
        return policy.leadTime().orElseGet(fleet::leadTime);
    }

    private static int minutes(Duration lead) {
        return (int) ((lead.toMillis() + MINUTE / 2) / MINUTE);
    }

    private static long minute(long time) {
        return Math.floorDiv(time, MINUTE);
    }

    /** Whether what {@link #write} writes has changed enough to be written. */
    boolean isDue() {
        return journal.isDue();
    }

    /** Writes what is large and changes with active minutes. */
    void write(DataOutput out) throws IOException {
        journal.write(out);
    }

    /** Writes what changes with every minute. */
    void writeRecent(DataOutput out) throws IOException {
        out.writeLong(next);
        out.writeByte((reported ? 1 : 0) | (called ? 2 : 0) | (ready ? 4 : 0));
        out.writeLong(woken);
        out.writeLong(look);
        out.writeLong(lastCall);
        journal.writeRecent(out);
    }

    /** Reads what {@link #writeRecent} and, where it ever did, {@link #write} wrote. */
    static ScaleToZero read(DataInput in, Optional<byte[]> large) throws IOException {
        long next = in.readLong();
        int flags = in.readByte();
        long woken = in.readLong();
        long look = in.readLong();
        long lastCall = in.readLong();
        ScaleToZero calls = new ScaleToZero(CallHistory.read(in, large));
        calls.next = next;
        calls.reported = (flags & 1) != 0;
        calls.called = (flags & 2) != 0;
        calls.ready = (flags & 4) != 0;
        calls.woken = woken;
        calls.look = look;
        calls.lastCall = lastCall;
        return calls;
    }
}
