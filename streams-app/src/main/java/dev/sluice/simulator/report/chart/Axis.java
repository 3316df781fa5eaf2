package dev.sluice.simulator.report.chart;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round values along an axis with their labels. */
final class Axis {
    private static final double[] TIMES = {
        1, 5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000,
        7776000, 31536000
    };
    private static final double DAY = 86_400;
    // a trace that starts before this is taken to count from an origin of its own
    private static final double EPOCH_LOOKS_REAL = 1e8;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Axis() {}

    /** A value and what to write there. */
    record Tick(double at, String label) {}

    /** At most {@code most} round counts from zero to {@code high}. */
    static List<Tick> counts(double high, int most) {
        double step = Math.max(1, niceStep(high / most));
        List<Tick> ticks = new ArrayList<>();
        for (double at = 0; at <= high * 1.0001; at += step) {
            ticks.add(new Tick(at, String.format(Locale.ROOT, "%,.0f", at)));
        }
        return ticks;
    }

    /** At most {@code most} round times from {@code from} to {@code to}, seconds. */
    static List<Tick> times(double from, double to, int most) {
        double step = TIMES[TIMES.length - 1];
        for (int i = TIMES.length - 1; i >= 0 && (to - from) / TIMES[i] <= most; i--) {
            step = TIMES[i];
        }
        List<Tick> ticks = new ArrayList<>();
        for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
            ticks.add(new Tick(at, label(at, step)));
        }
        return ticks;
    }

    private static String label(double at, double step) {
        if (at >= EPOCH_LOOKS_REAL) {
            return format(at, step >= DAY ? DATE : step >= 60 ? CLOCK : SECONDS);
        }
        long day = (long) (at / DAY) + 1;
        if (step >= DAY) {
            return "day " + day;
        }
        String clock = format(at, step >= 60 ? CLOCK : SECONDS);
        return at % DAY == 0 && at > 0 ? "day " + day : clock;
    }

    private static String format(double at, DateTimeFormatter how) {
        return Instant.ofEpochSecond((long) at).atOffset(ZoneOffset.UTC).format(how);
    }

    private static double niceStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= rough) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
