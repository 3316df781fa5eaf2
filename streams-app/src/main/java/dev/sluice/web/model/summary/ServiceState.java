package dev.sluice.web.model.summary;

import java.util.Locale;

/** Whether a service needs somebody's attention, from nothing to at once. */
public enum ServiceState {
    /** It serves what is asked of it. */
    OK,
    /** Nothing is decided about it, or has not been for some time. */
    UNKNOWN,
    /** It serves, but something limits it or is worth a look. */
    ATTENTION,
    /** Demand goes unserved, or it cannot be scaled. */
    TROUBLE;

    /** As the API writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
