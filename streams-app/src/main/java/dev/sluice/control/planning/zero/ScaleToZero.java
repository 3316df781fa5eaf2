package dev.sluice.control.planning.zero;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.idle.IdlePrice;
import dev.sluice.policy.idle.IdleVerdict;
import dev.sluice.policy.idle.KeepAlive;
import dev.sluice.policy.idle.LoadState;
import dev.sluice.policy.trace.Reason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides if a service that may scale to zero stays, sleeps, or is woken before its next call. It learns from the
 * minutes in which the service was called. If the policy states an idle window, {@link FixedIdleWindow} decides
 * instead.
 *
 * <p>The states ({@link LoadState}) are GONE (zero replicas, no call), WAITING (zero replicas, called), LOADING
 * (replicas are starting), BUSY (called, or work in flight) and IDLE (running without work). GONE, IDLE and any
 * proposal of zero replicas are weighed against the call history; otherwise the proposal stands.
 *
 * <p>A closed window answers for the minute in which it begins and for each minute that is over by its end: short
 * windows are merged, and all minutes of a long window get the same answer. If a running fleet does not report, its
 * minutes are skipped and nothing is decided. At zero nothing reports, so a minute without a report counts as silent,
 * and the clock alone can wake the service.
 *
 * <p>Example: a service is called every hour on the hour and takes 2 minutes to start. Once that pattern is learned, if
 * idle replicas cost less than cold starts, it is ordered at 08:58 for the call at 09:00.
 */
public final class ScaleToZero {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final int LOOK_AHEAD = 60;
    // a week-old minute weighs only half: no need to count a longer silence minute by minute
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

    /** Creates the state of a service that was never called. */
    public static ScaleToZero none() {
        return new ScaleToZero(CallHistory.empty());
    }

    /** Takes in a closed window; {@code calls} is true if it brought demand or work was waiting at its end. */
    public void take(DemandWindow window, boolean calls, ServiceFleet fleet, ScalingPolicy policy) {
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
                called(minute, foundReady(minute, fleet, policy));
            }
            reported |= minute == next;
        }
        over(end, fleet);
    }

    /** Before the first command nobody knows what ran, so the call does not count as a cold start. */
    private boolean foundReady(long minute, ServiceFleet fleet, ScalingPolicy policy) {
        boolean served = minute != woken && fleet.leads().serves(minute * MINUTE + MINUTE / 2, policy);
        return served || fleet.generation() == 0;
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

    /** Notes that a service at zero was called in a window that began at {@code from} (ms). */
    public void woken(long from, ServiceFleet fleet) {
        over(minute(from), fleet);
        woken = minute(from);
        look = NEVER;
    }

    /** Ends all minutes before {@code minute}. */
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

    /** Adjusts the replica count that the demand of a window asks for; call {@link #take} with the window first. */
    public SizeProposal onWindow(
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
        if (fleet.leads().loading(window.to().toEpochMilli(), policy)) {
            return LoadState.LOADING;
        }
        return called || inFlight(window) ? LoadState.BUSY : LoadState.IDLE;
    }

    /** Returns true if calls of this window, or earlier ones, are still in progress. */
    private static boolean inFlight(DemandWindow window) {
        boolean late = window.requests() == 0 && window.concurrency().orElse(0) > 0;
        return late
                || window.completed() < window.requests()
                || window.backlog().orElse(0) > 0
                || window.tokens()
                                .map(TokenLoad::running)
                                .orElse(OptionalDouble.empty())
                                .orElse(0)
                        > 0;
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

    /** Returns true if too little is known of the service. It then gets a fixed keep-alive. */
    private boolean isNew() {
        return !journal.watch().history().seen()
                && journal.watch().price().ledger().minutes() < IdlePrice.FIXED_MINUTES;
    }

    /** Returns true if the forecast still asks for more than one replica and the silence is short. */
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

    /** Returns when to check a service at zero, ms, so that it can be ready when its next minute begins. */
    public long due(ServiceFleet fleet, ScalingPolicy policy) {
        boolean learned = policy.tuning().idleWindow().isEmpty();
        if (fleet.ordered() > 0 || !learned || !journal.watch().history().seen()) {
            return Long.MAX_VALUE;
        }
        Duration lead = leadTime(fleet, policy);
        return (Math.max(look, next) + minutes(lead)) * MINUTE - lead.toMillis();
    }

    /** Proposes a replica count for a service at zero at {@code wall} (ms); empty if it stays at zero. */
    public Optional<SizeProposal> onClock(long wall, ServiceFleet fleet, ScalingPolicy policy) {
        over(minute(wall), fleet);
        Duration lead = leadTime(fleet, policy);
        long minute = orderMinute(wall, lead);
        if (woken == minute(wall)) {
            // a call has just woken it: where nothing is commanded, it is still at zero
            look = minute + 1;
            return Optional.empty();
        }
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

    /** Returns the minute for which an order at {@code time} (ms) comes just in time, less the lead time in minutes. */
    private static long orderMinute(long time, Duration lead) {
        return minute(time + lead.toMillis()) - minutes(lead);
    }

    private static Duration leadTime(ServiceFleet fleet, ScalingPolicy policy) {
        return policy.leadTime().orElseGet(fleet.leads()::leadTime);
    }

    private static int minutes(Duration lead) {
        return (int) ((lead.toMillis() + MINUTE / 2) / MINUTE);
    }

    private static long minute(long time) {
        return Math.floorDiv(time, MINUTE);
    }

    /** Returns true if the large part has changed enough to be written. */
    public boolean isDue() {
        return journal.isDue();
    }

    /** Writes the large part, which changes with active minutes. */
    public void write(DataOutput out) throws IOException {
        journal.write(out);
    }

    /** Writes the small part, which changes every minute. */
    public void writeRecent(DataOutput out) throws IOException {
        out.writeLong(next);
        out.writeByte((reported ? 1 : 0) | (called ? 2 : 0) | (ready ? 4 : 0));
        out.writeLong(woken);
        out.writeLong(look);
        out.writeLong(lastCall);
        journal.writeRecent(out);
    }

    /** Reads what {@link #writeRecent} wrote and, if it exists, what {@link #write} wrote. */
    public static ScaleToZero read(DataInput in, Optional<byte[]> large) throws IOException {
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
