package dev.sluice.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one look showed.
 *
 * @param what was looked at
 * @param detail what was seen
 * @param mend what to do; empty if nothing
 */
public record Finding(State state, String what, String detail, String mend) {
    /** How it is. */
    public enum State {
        OK,
        /** It works, but not as well as it could, or only part of it. */
        WARNING,
        /** Sluice cannot do its work like this. */
        BROKEN,
        /** It could not be looked at. */
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String what, String detail) {
        return new Finding(State.OK, what, detail, "");
    }

    static Finding warning(String what, String detail, String mend) {
        return new Finding(State.WARNING, what, detail, mend);
    }

    static Finding broken(String what, String detail, String mend) {
        return new Finding(State.BROKEN, what, detail, mend);
    }

    static Finding unknown(String what, String detail) {
        return unknown(what, detail, "");
    }

    static Finding unknown(String what, String detail, String mend) {
        return new Finding(State.UNKNOWN, what, detail, mend);
    }

    Map<String, Object> json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("state", state.toString());
        fields.put("what", what);
        fields.put("detail", detail);
        fields.put("mend", mend);
        return fields;
    }

    /** Two lines at most: what was seen, and what to do. */
    String text() {
        String line = String.format(Locale.ROOT, "%-8s %-22s %s", state, what, detail);
        return mend.isEmpty() ? line : line + System.lineSeparator() + " ".repeat(32) + "→ " + mend;
    }
}
