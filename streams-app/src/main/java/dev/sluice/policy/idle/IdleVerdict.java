package dev.sluice.policy.idle;

import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;

/**
 * Whether a service must be loaded in a minute, and why.
 *
 * @param load whether it must be loaded or stay loaded
 * @param chance chance of a call in the minute that this looks at, 0 to 1
 * @param worth worth of avoiding a cold start of the service, 0 to 1
 * @param price what chance times worth had to reach: the price of the idle minute, and of the minutes that loading
 *     takes
 * @param age minutes since the last active one; 0 when there was none
 * @param coldShare share of its active minutes so far that were cold
 */
public record IdleVerdict(
        boolean load, Cause cause, double chance, double worth, double price, long age, double coldShare) {
    /** What decided it. */
    public enum Cause {
        NEVER_CALLED("it was never called"),
        CALL_WAITS("a call waits"),
        LOADING("it is loading, which is not idling"),
        BUSY("it is busy"),
        WORTH_ITS_PRICE("an idle minute is worth its price"),
        NOT_WORTH_ITS_PRICE("an idle minute is not worth its price");

        private final String words;

        Cause(String words) {
            this.words = words;
        }
    }

    /** The verdict in one line. */
    public String explain() {
        String what = (load ? "loaded: " : "not loaded: ") + cause.words;
        return switch (cause) {
            case WORTH_ITS_PRICE, NOT_WORTH_ITS_PRICE ->
                what + " (chance of a call " + NumberText.percent(chance) + " × worth " + NumberText.of(worth) + " = "
                        + NumberText.of(chance * worth) + " against " + NumberText.of(price) + "; "
                        + DurationText.ofSeconds(60.0 * age) + " since the last, "
                        + NumberText.percent(coldShare) + " cold so far)";
            case NEVER_CALLED, CALL_WAITS, LOADING, BUSY -> what;
        };
    }
}
