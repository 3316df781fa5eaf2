package dev.sluice.policy.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * One field of a cron expression: the values it allows.
 *
 * @param allowed the values
 * @param any whether it is a star, which matters to how days combine
 */
record CronField(BitSet allowed, boolean any) {
    private static final int SUNDAY_AGAIN = 7;

    /** The five fields in order. */
    enum Kind {
        MINUTE(0, 59, ""),
        HOUR(0, 23, ""),
        DAY_OF_MONTH(1, 31, ""),
        MONTH(1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
        /** 0 and 7 are Sunday. */
        DAY_OF_WEEK(0, 7, "sun mon tue wed thu fri sat");

        private final int least;
        private final int most;
        private final String names;

        Kind(int least, int most, String names) {
            this.least = least;
            this.most = most;
            this.names = names;
        }

        /** Place of a name, from 0; below 0 where it is none. */
        private int named(String text) {
            return text.isEmpty() ? -1 : List.of(names.split(" ")).indexOf(text.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Reads a list of values, ranges and steps: {@code *}, {@code 5}, {@code 1-5}, {@code *}{@code /15}, {@code mon,fri}. A
     * range may go over the end: {@code sat-sun}, {@code 22-6}.
     */
    static CronField parse(Kind kind, String text) {
        BitSet allowed = new BitSet();
        for (String part : text.split(",", -1)) {
            addPart(kind, part, allowed);
        }
        if (kind == Kind.DAY_OF_WEEK && allowed.get(7)) {
            allowed.set(0);
            allowed.clear(7);
        }
        return new CronField(allowed, text.startsWith("*"));
    }

    private static void addPart(Kind kind, String part, BitSet allowed) {
        String[] rangeAndStep = part.split("/", -1);
        String[] ends = rangeAndStep[0].split("-", -1);
        boolean star = rangeAndStep[0].equals("*");
        boolean stepped = rangeAndStep.length == 2;
        if (rangeAndStep.length > 2 || ends.length > 2) {
            throw refused(kind, part);
        }
        int from = star ? kind.least : value(kind, ends[0]);
        int to = star || (stepped && ends.length == 1) ? last(kind) : value(kind, ends[ends.length - 1]);
        int step = stepped ? number(kind, rangeAndStep[1]) : 1;
        if (step < 1) {
            throw refused(kind, part);
        }
        if (kind == Kind.DAY_OF_WEEK && from == SUNDAY_AGAIN && from > to) {
            from = 0;
        }
        // a range that runs backwards goes over the end: sat-sun, 22-6, nov-feb
        int size = last(kind) - kind.least + 1;
        int end = to < from ? to + size : to;
        for (int value = from; value <= end; value += step) {
            allowed.set(to < from && value > last(kind) ? value - size : value);
        }
    }

    /** Stars and open steps end at Saturday: 7 is a second name of Sunday. */
    private static int last(Kind kind) {
        return kind == Kind.DAY_OF_WEEK ? 6 : kind.most;
    }

    private static int value(Kind kind, String text) {
        int named = kind.named(text);
        int value = named >= 0 ? named + kind.least : number(kind, text);
        if (value < kind.least || value > kind.most) {
            throw refused(kind, text);
        }
        return value;
    }

    private static int number(Kind kind, String text) {
        if (text.isEmpty() || text.length() > 4 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused(kind, text);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException refused(Kind kind, String text) {
        return new IllegalArgumentException("cron: '" + text + "' is no "
                + kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " from " + kind.least + " to " + kind.most);
    }

    boolean allows(int value) {
        return allowed.get(value);
    }
}
