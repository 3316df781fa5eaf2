package dev.sluice.policy.idle;

import dev.sluice.policy.idle.IdleVerdict.Cause;
import dev.sluice.policy.idle.calls.CallChance;
import dev.sluice.policy.idle.calls.IdleHistory;
import java.util.OptionalLong;

/**
 * Decides when a service that may run at zero is loaded, and when it is unloaded.
 *
 * <p><b>Idea.</b> A minute of being loaded is worth its price if a call is likely enough and a cold start would be
 * bad enough. Loading takes time, so a service that is gone is judged by the minute in which it would be ready, and
 * it must also be worth the idle minutes of loading. A loaded service stays for any minute that could no longer be
 * loaded for.
 *
 * <p><b>Formula.</b> With p(m) the {@link CallChance} in minute m, w the {@link ColdStartWorth}, c the {@link
 * IdlePrice} and L the lead in minutes, in minute t:
 *
 * <pre>
 *   load if  p(t + L) w >= (1 + L) c                       the service is gone
 *   stay if  max(p(t), ..., p(t + L)) w >= {@value #STAY} c        the service is loaded and idle
 * </pre>
 *
 * <p><b>States</b> ({@link LoadState}). A service that is waiting, loading or busy is always loaded. The formula
 * decides for gone and idle services only. A service that was never called is not loaded.
 *
 * <p><b>Example.</b> The price is .0022 and the worth is .31. With a lead of 0, a service that is gone is loaded at a
 * chance of .0022 / .31 = .7 % or more, and a loaded one stays down to .5 %. With a lead of 5 minutes, loading needs
 * a chance of 6 x .0022 / .31 = 4.3 % five minutes ahead.
 *
 * @param lead minutes from the order to load until a call finds the service ready; 0 if it is ready for the calls of
 *     the minute in which it is ordered
 */
public record KeepAlive(ColdStartWorth worth, int lead) {
    /** Share of the price at which a loaded service stays: chances vary from minute to minute, and loading is work. */
    private static final double STAY = 0.7;

    public KeepAlive {
        if (lead < 0) {
            throw new IllegalArgumentException("the lead must be at least 0 minutes, not " + lead);
        }
    }

    /**
     * Whether the service must be loaded in {@code minute}, as known when that minute begins.
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
     * What comes next if no call comes and the price stays the same: when the service is unloaded, and when it is
     * loaded (again).
     *
     * @param presence {@link LoadState#GONE} or {@link LoadState#IDLE} when {@code from} begins
     * @param within minutes to look ahead; the caller asks again when they are over or when a call came
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
     * When something changes if the service stays silent.
     *
     * @param unload the minute at whose beginning a loaded service is unloaded, if any
     * @param load the minute at whose beginning loading is ordered, if any: {@link KeepAlive#lead} minutes before the
     *     service must be ready
     * @param askAgain the first minute that was not looked at
     */
    public record Outlook(OptionalLong unload, OptionalLong load, long askAgain) {}
}
