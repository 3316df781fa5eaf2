package dev.sluice.web;

import dev.sluice.events.BoundsOverride;
import dev.sluice.events.Force;
import dev.sluice.events.Freeze;
import dev.sluice.events.Pause;
import dev.sluice.events.ScheduledBounds;

/** How overrides are written as JSON. */
final class OverrideForm {
    private OverrideForm() {}

    /** The word for an action of a record. */
    static String type(Object action) {
        if (action instanceof Pause) {
            return "pause";
        }
        if (action instanceof Force) {
            return "force";
        }
        if (action instanceof Freeze) {
            return "freeze";
        }
        if (action instanceof BoundsOverride) {
            return "bounds";
        }
        if (action instanceof ScheduledBounds) {
            return "schedule";
        }
        return "withdrawal";
    }
}
