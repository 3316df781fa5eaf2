package dev.sluice.cli.demo.screen;

import dev.sluice.cli.demo.service.ServiceReplicas;
import dev.sluice.cli.demo.world.DemoWatcher;
import dev.sluice.cli.demo.world.DemoWorld;
import dev.sluice.cli.demo.world.ServiceBook;
import dev.sluice.events.ScalingDecision;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A line for each service now and then, for a log or a pipe. */
final class PlainLines implements DemoScreen {
    private static final int HEADING_EVERY = 10;

    private final PrintWriter out;
    private int shown;

    PlainLines(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(Instant now, DemoWorld world, DemoWatcher watcher) {
        if (shown++ % HEADING_EVERY == 0) {
            print("time", "service", "demand/s", "forecast", "ready+starting", "per hour", "weights, answers", "why");
        }
        for (ServiceBook book : world.books()) {
            ServiceReplicas replicas = world.replicas(book);
            Optional<ScalingDecision> newest = watcher.newest(book.service().name());
            print(
                    DemoText.clock(now),
                    book.service().name(),
                    rate(book.work().perSecond()),
                    newest.map(ScalingDecision::getForecast)
                            .map(PlainLines::rate)
                            .orElse("-"),
                    replicas.toString(),
                    String.format(Locale.ROOT, "%.2f", replicas.pricePerHour()),
                    remark(book, newest),
                    newest.map(DemoText::reason).orElse(""));
        }
        out.flush();
    }

    /** How answers came lately, of other services the weights of traffic. */
    private static String remark(ServiceBook book, Optional<ScalingDecision> newest) {
        return book.work()
                .answers()
                .map(answers -> answers.lately().toString())
                .orElseGet(() -> newest.map(DemoText::weights).orElse(""));
    }

    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 1000 ? "%.1f" : "%,.0f", perSecond);
    }

    private void print(
            String time,
            String service,
            String demand,
            String forecast,
            String replicas,
            String price,
            String weights,
            String why) {
        String line = String.format(
                Locale.ROOT,
                "%-8s  %-10s  %8s  %8s  %-26s  %7s  %-25s  %s",
                time,
                service,
                demand,
                forecast,
                replicas,
                price,
                weights,
                why);
        out.println(line.stripTrailing());
    }
}
