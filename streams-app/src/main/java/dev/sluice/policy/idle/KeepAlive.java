package dev.sluice.policy.idle;

import dev.sluice.policy.idle.IdleVerdict.Cause;
import java.util.OptionalLong;

/**
 * The rule that holds and unloads a service: loaded in a minute when the chance of a call in it, times the worth of
 * sparing a cold start, reaches the price; one that is loaded stays while it is nearly worth it.
 *
 * <p>Where loading takes time, what is gone is looked at that far ahead and must be worth the idle minutes of loading
 * too; what is loaded stays for any minute that could no longer be loaded for.
 *
 * @param lead minutes from the order to load until a call finds the service ready; 0 when it is ready for the calls of the
 *     minute that it is ordered for
 */
public record KeepAlive(ColdStartWorth worth, int lead) {
    /** Share of the price at which a loaded service stays: chances waver from minute to minute, and loading is work. */
    private static final double STAY = 0.7;

    public KeepAlive {
        if (lead < 0) {
            throw new IllegalArgumentException("the lead must be at least 0 minutes, not " + lead);
        }
    }

    /**
     * Whether the service is to be loaded in {@code minute}, as known when that minute begins.
     *
     * @param history its calls before {@code minute}
     * @param price see {@link IdlePrice#now}
     */
    public IdleVerdict decide(IdleHistory history, LoadState presence, long minute, double price) {
        return switch (presence) {
            case WAITING -> settled(history, minute, price, Cause.CALL_WAITS);
            case LOADING -> settled(history, minute, price, Cause.LOADING);
            case BUSY -> settled(history, minute, price, Cause.BUSY);
            case GONE -> weighed(history, minute, CallChance.of(history, minute + lead), (1 + lead) * price);
            case IDLE -> weighed(history, minute, bestChance(history, minute), STAY * price);
        };
    }

    private IdleVerdict settled(IdleHistory history, long minute, double price, Cause cause) {
        return verdict(history, minute, CallChance.of(history, minute + lead), price, cause);
    }

    private IdleVerdict weighed(IdleHistory history, long minute, double chance, double price) {
        if (!history.seen()) {
            return verdict(history, minute, 0, price, Cause.NEVER_CALLED);
        }
        boolean pays = chance * worth.of(history) >= price;
        return verdict(history, minute, chance, price, pays ? Cause.WORTH_ITS_PRICE : Cause.NOT_WORTH_ITS_PRICE);
    }

    private IdleVerdict verdict(IdleHistory history, long minute, double chance, double price, Cause cause) {
        boolean load = cause != Cause.NEVER_CALLED && cause != Cause.NOT_WORTH_ITS_PRICE;
        long age = history.seen() ? history.age(minute) : 0;
        return new IdleVerdict(load, cause, chance, worth.of(history), price, age, history.coldShare());
    }

    private double bestChance(IdleHistory history, long minute) {
        double best = 0;
        for (int ahead = 0; ahead <= lead; ahead++) {
            best = Math.max(best, CallChance.of(history, minute + ahead));
        }
        return best;
    }

    /**
     * What comes next if no call does and the price stays: when it goes, and when it is loaded (again).
     *
     * @param presence {@link LoadState#GONE} or {@link LoadState#IDLE} when {@code from} begins
     * @param within minutes to look ahead; a caller asks again when they are over, or when a call came
     */
    public Outlook outlook(IdleHistory history, LoadState presence, long from, int within, double price) {
        boolean here = presence != LoadState.GONE;
        OptionalLong unload = OptionalLong.empty();
        for (long minute = from; minute < from + within; minute++) {
            LoadState then = here ? LoadState.IDLE : LoadState.GONE;
            boolean load = decide(history, then, minute, price).load();
            if (load && !here) {
                return new Outlook(unload, OptionalLong.of(minute), from + within);
            }
            if (!load && here) {
                unload = OptionalLong.of(minute);
                here = false;
            }
        }
        return new Outlook(unload, OptionalLong.empty(), from + within);
    }

    /**
     * When something changes if it stays silent.
     *
     * @param unload the minute at whose beginning a loaded service goes, if it does
     * @param load the minute at whose beginning loading is ordered, if it is: {@link KeepAlive#lead} minutes before it
     *     must be ready
     * @param askAgain the first minute that was not looked at
     */
    public record Outlook(OptionalLong unload, OptionalLong load, long askAgain) {}
}
