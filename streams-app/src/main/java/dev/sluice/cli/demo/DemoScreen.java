package dev.sluice.cli.demo;

import dev.sluice.events.ScalingDecision;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What the demo shows: a live picture on a terminal, plain lines elsewhere, and the closing table. */
final class DemoScreen {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int BAR = 28;

    private final PrintWriter out;
    private final boolean live;

    DemoScreen(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    boolean live() {
        return live;
    }

    /** Shows the moment {@code now} of the demo's time. */
    void show(Instant now, DemoWorld world, DemoWatcher watcher, String where) {
        out.print(live ? HOME_AND_CLEAR : "");
        if (live) {
            picture(now, world, watcher, where);
        } else {
            lines(now, world, watcher);
        }
        out.flush();
    }

    private void picture(Instant now, DemoWorld world, DemoWatcher watcher, String where) {
        out.printf(
                Locale.ROOT, "Sluice demo  %s  %,d decisions   %s%n%n", CLOCK.format(now), watcher.decisions(), where);
        for (ServiceBook book : world.books()) {
            service(book, world, watcher.newest(book.service().name()));
        }
        out.println("last changes");
        for (ScalingDecision d : watcher.changes()) {
            out.printf(
                    Locale.ROOT,
                    "  %s %-11s %3d → %-3d %-28s %s%n",
                    CLOCK.format(d.getAt()),
                    d.getService(),
                    d.getCurrent(),
                    d.getTarget(),
                    words(d),
                    cut(d.getDetail(), 70));
        }
    }

    private void service(ServiceBook book, DemoWorld world, Optional<ScalingDecision> newest) {
        double per = book.service().perReplica();
        int ready = world.ready(book);
        int ordered = world.ordered(book);
        double scale = Math.max(1, Math.max(book.perSecond() / per, Math.max(ready, ordered)));
        out.printf(
                Locale.ROOT, "%-11s %s%n", book.service().name(), book.service().kind());
        bar("demand", book.perSecond() / per, scale, '█', rate(book.perSecond(), book));
        newest.map(ScalingDecision::getForecast).ifPresent(f -> bar("forecast", f / per, scale, '▒', rate(f, book)));
        bar("capacity", ready, scale, '░', ready + " ready of " + ordered + waits(book));
        out.println();
    }

    private void bar(String what, double replicas, double scale, char fill, String value) {
        int filled = (int) Math.round(BAR * Math.min(1, replicas / scale));
        String drawn = String.valueOf(fill).repeat(filled) + " ".repeat(BAR - filled);
        out.printf(Locale.ROOT, "  %-9s %s %s%n", what, drawn, value);
    }

    private static String rate(double perSecond, ServiceBook book) {
        return String.format(
                Locale.ROOT, "%,.4g %s/s", perSecond, book.service().unit());
    }

    private static String waits(ServiceBook book) {
        return book.waiting() > 0 ? String.format(Locale.ROOT, ", %,.0f waiting", book.waiting()) : "";
    }

    private void lines(Instant now, DemoWorld world, DemoWatcher watcher) {
        for (ServiceBook book : world.books()) {
            Optional<ScalingDecision> newest = watcher.newest(book.service().name());
            out.printf(
                    Locale.ROOT,
                    "%s %-11s demand %9.4g  forecast %9s  ready %3d of %-3d  %s%n",
                    CLOCK.format(now),
                    book.service().name(),
                    book.perSecond(),
                    newest.map(ScalingDecision::getForecast)
                            .map(f -> String.format(Locale.ROOT, "%.4g", f))
                            .orElse("-"),
                    world.ready(book),
                    world.ordered(book),
                    newest.map(DemoScreen::words).orElse(""));
        }
    }

    private static String words(ScalingDecision d) {
        return d.getReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** The account of the whole demo. */
    void close(DemoWorld world, Latencies latencies, Duration passed) {
        out.printf(
                Locale.ROOT, "%n%s of the demo's time; capacity is what the simulated fleet had ready%n", span(passed));
        out.printf(
                Locale.ROOT,
                "%-11s %-17s %12s %12s %9s %9s %9s %9s %7s %4s %5s %9s%n",
                "service",
                "kind",
                "demand",
                "served",
                "unserved",
                "waiting",
                "replica-h",
                "static-h",
                "saved",
                "ups",
                "downs",
                "p99 ms");
        for (ServiceBook book : world.books()) {
            double missed = book.arrived() > 0 ? book.failed() / book.arrived() : 0;
            double saved = book.staticPeakHours() > 0 ? 1 - book.replicaHours() / book.staticPeakHours() : 0;
            out.printf(
                    Locale.ROOT,
                    "%-11s %-17s %,12.0f %,12.0f %8.2f%% %,9.0f %9.2f %9.2f %6.0f%% %4d %5d %9s%n",
                    book.service().name(),
                    book.service().kind(),
                    book.arrived(),
                    book.served(),
                    100 * missed,
                    book.waiting(),
                    book.replicaHours(),
                    book.staticPeakHours(),
                    100 * saved,
                    book.ups(),
                    book.downs(),
                    p99(latencies, book));
        }
        out.println(
                "unserved: share of demand that found no capacity; where work waits instead, what waits at the end");
        out.println(
                "static-h: replica-hours of a fleet that always has the size that the day's largest step needs, within the policy");
        out.println("p99 ms: wall time from the event that made a command due until an executor can read it");
        out.flush();
    }

    private static String p99(Latencies latencies, ServiceBook book) {
        var p99 = latencies.p99(book.service().name());
        return p99.isPresent() ? String.format(Locale.ROOT, "%.0f", p99.getAsDouble()) : "-";
    }

    private static String span(Duration passed) {
        return String.format(Locale.ROOT, "%d h %02d min", passed.toHours(), passed.toMinutesPart());
    }
}
