package dev.sluice.cli.demo.screen;

import dev.sluice.cli.demo.service.AnswerTimes;
import dev.sluice.cli.demo.service.ServiceReplicas;
import dev.sluice.cli.demo.world.DemoWatcher;
import dev.sluice.cli.demo.world.DemoWorld;
import dev.sluice.cli.demo.world.ServiceBook;
import dev.sluice.events.ScalingDecision;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A picture on a terminal that is drawn again each time. */
final class LivePicture implements DemoScreen {
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int BAR = 28;

    private final PrintWriter out;
    private final String where;

    LivePicture(PrintWriter out, String where) {
        this.out = out;
        this.where = where;
    }

    @Override
    public void show(Instant now, DemoWorld world, DemoWatcher watcher) {
        double perHour = 0;
        double paid = 0;
        for (ServiceBook book : world.books()) {
            perHour += world.replicas(book).pricePerHour();
            paid += book.paid();
        }
        out.print(HOME_AND_CLEAR);
        out.printf(
                Locale.ROOT,
                "Sluice demo  %s  %.2f per hour, %.2f paid  %,d decisions  %s%n%n",
                DemoText.clock(now),
                perHour,
                paid,
                watcher.decisions(),
                where);
        for (ServiceBook book : world.books()) {
            service(book, world.replicas(book), watcher.newest(book.service().name()));
        }
        out.println("last orders");
        watcher.changes().forEach(this::change);
        out.flush();
    }

    private void service(ServiceBook book, ServiceReplicas replicas, Optional<ScalingDecision> newest) {
        double perSecond = book.work().perSecond();
        double scale = Math.max(Math.max(perSecond, replicas.capacity()), 1e-9);
        String weights = newest.map(DemoText::weights).orElse("");
        out.printf(
                Locale.ROOT,
                "%-10s  %-16s  %.2f per hour%s%n",
                book.service().name(),
                book.service().kind(),
                replicas.pricePerHour(),
                weights.isEmpty() ? "" : ",  weights " + weights);
        bar("demand", perSecond, scale, '█', book, waits(book));
        newest.map(ScalingDecision::getForecast).ifPresent(f -> bar("forecast", f, scale, '▒', book, ""));
        if (book.work().answers().isPresent()) {
            answers(book.work().answers().get().lately(), replicas);
        } else {
            bar("capacity", replicas.capacity(), scale, '░', book, replicas.toString());
        }
        out.println();
    }

    private void bar(String what, double perSecond, double scale, char fill, ServiceBook book, String more) {
        int filled = (int) Math.round(BAR * Math.min(1, perSecond / scale));
        String drawn = String.valueOf(fill).repeat(filled) + " ".repeat(BAR - filled);
        String line = String.format(
                Locale.ROOT,
                "  %-8s  %s %,9.1f %-10s  %s",
                what,
                drawn,
                perSecond,
                book.service().unit() + "/s",
                more);
        out.println(line.stripTrailing());
    }

    /** What replicas of a language model serve depends on the requests: it is shown by how soon answers came. */
    private void answers(AnswerTimes lately, ServiceReplicas replicas) {
        String came = Double.isNaN(lately.firstInTime())
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s, 95 %% of them within %.2f s; answers steady %s",
                        lately,
                        lately.seconds(.95),
                        AnswerTimes.percent(lately.restInTime()));
        out.println(("  answers   " + came + "  " + replicas).stripTrailing());
    }

    private static String waits(ServiceBook book) {
        double waiting = book.work().waiting();
        return waiting > 0 ? String.format(Locale.ROOT, "%,.0f waiting", waiting) : "";
    }

    private void change(ScalingDecision decision) {
        out.printf(
                Locale.ROOT,
                "  %s  %-10s  %-26s  %s%n",
                DemoText.clock(decision.getAt()),
                decision.getService(),
                DemoText.orders(decision),
                DemoText.why(decision, 66));
    }
}
