package dev.sluice.cli.demo.screen;

import dev.sluice.cli.demo.service.AnswerTally;
import dev.sluice.cli.demo.service.AnswerTimes;
import dev.sluice.cli.demo.world.Latencies;
import dev.sluice.cli.demo.world.ServiceBook;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The account of the whole demo: what was served, and what it cost. */
public final class ClosingTable {
    private final PrintWriter out;

    public ClosingTable(PrintWriter out) {
        this.out = out;
    }

    /** Prints it; {@code metered} is the money that Sluice has said so far. */
    public void show(List<ServiceBook> books, Latencies latencies, double metered, Duration passed) {
        out.printf(
                Locale.ROOT,
                "%n%d h %02d min of the demo's time, on the simulated fleet%n%n",
                passed.toHours(),
                passed.toMinutesPart());
        served(books, latencies);
        out.println();
        answered(books);
        out.println();
        paid(books);
        out.println();
        explain(metered);
        out.flush();
    }

    private void served(List<ServiceBook> books, Latencies latencies) {
        out.printf(
                Locale.ROOT,
                "%-10s  %-16s  %12s  %12s  %8s  %8s  %4s  %5s  %6s%n",
                "service",
                "kind",
                "demand",
                "served",
                "unserved",
                "waiting",
                "ups",
                "downs",
                "p99 ms");
        for (ServiceBook book : books) {
            out.printf(
                    Locale.ROOT,
                    "%-10s  %-16s  %,12.0f  %,12.0f  %7.2f%%  %,8.0f  %4d  %5d  %6s%n",
                    book.service().name(),
                    book.service().kind(),
                    book.work().arrived(),
                    book.work().served(),
                    100 * book.work().unservedShare(),
                    book.work().waiting(),
                    book.ups(),
                    book.downs(),
                    p99(latencies, book));
        }
    }

    private void answered(List<ServiceBook> books) {
        String row = "%-10s  %10s  %10s  %11s  %13s  %13s%n";
        out.printf(
                Locale.ROOT, row, "service", "requests", "tokens/s", "first token", "95 % within s", "answer steady");
        for (ServiceBook book : books) {
            book.work()
                    .answers()
                    .map(AnswerTally::all)
                    .ifPresent(all -> out.printf(
                            Locale.ROOT,
                            row,
                            book.service().name(),
                            String.format(Locale.ROOT, "%,d", all.requests()),
                            String.format(Locale.ROOT, "%,.0f", all.tokens()),
                            AnswerTimes.percent(all.firstInTime()),
                            String.format(Locale.ROOT, "%.2f", all.seconds(.95)),
                            AnswerTimes.percent(all.restInTime())));
        }
    }

    private void paid(List<ServiceBook> books) {
        out.println(row("service", "replica-hours", "paid", "static", "saved", "static mix"));
        double paid = 0;
        double fixed = 0;
        for (ServiceBook book : books) {
            paid += book.paid();
            fixed += book.staticCost();
            String replicas = book.replicaHours();
            String peak = book.staticFleet().toString();
            out.println(row(
                    book.service().name(),
                    replicas,
                    money(book.paid()),
                    money(book.staticCost()),
                    saved(book.paid(), book.staticCost()),
                    peak));
        }
        out.println(row("total", "", money(paid), money(fixed), saved(paid, fixed), ""));
    }

    private static String row(String name, String replicas, String paid, String fixed, String saved, String of) {
        return String.format(Locale.ROOT, "%-10s  %-34s  %8s  %8s  %6s  %s", name, replicas, paid, fixed, saved, of)
                .stripTrailing();
    }

    private static String money(double amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    private static String saved(double paid, double fixed) {
        return fixed > 0 ? String.format(Locale.ROOT, "%.0f%%", 100 * (1 - paid / fixed)) : "-";
    }

    private void explain(double metered) {
        out.println(
                "unserved: share of demand that found no capacity, of a language model share of first tokens that came late;\n"
                        + "  where work waits instead, what waits at the end (requests of a language model)");
        out.println(
                "first token, answer steady: share of requests with their first token, and with the tokens after it, in time");
        out.println("p99 ms: wall time from the event that made a command due until an executor can read it");
        out.printf(
                Locale.ROOT,
                "paid: the fleet's replica-time × price, starting replicas included; %s of it Sluice has told so far,%n"
                        + "  as metered from acknowledgements (resource-costs)%n",
                money(metered));
        out.println(
                "static: the cheapest mix of fixed size that keeps the promise all day, within the policy's largest size");
    }

    private static String p99(Latencies latencies, ServiceBook book) {
        var p99 = latencies.p99(book.service().name());
        return p99.isPresent() ? String.format(Locale.ROOT, "%.0f", p99.getAsDouble()) : "-";
    }
}
