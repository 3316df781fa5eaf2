package dev.sluice.control;

import java.time.Duration;

/**
 * Settings that apply to all services.
 *
 * @param window length of a demand window if the policy states none, above zero
 * @param grace how long after its end a window waits for reports on the way
 * @param validity how long a command may be carried out
 * @param time where "now" comes from
 */
public record LoopSettings(Duration window, Duration grace, Duration validity, TimeSource time) {
    /** Where "now" comes from. */
    public enum TimeSource {
        /** The wall clock, given by the caller. */
        WALL,
        /** The times in the records; the wall clock is not used. */
        EVENT
    }

    public LoopSettings {
        if (window.isNegative() || window.isZero() || grace.isNegative() || validity.isNegative()) {
            throw new IllegalArgumentException("window must be above 0, grace and validity not below 0");
        }
    }
}
