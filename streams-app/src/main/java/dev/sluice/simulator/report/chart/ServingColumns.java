package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.llm.ServingRun;
import dev.sluice.simulator.llm.UnloadedTimes;
import dev.sluice.simulator.llm.plant.FleetHistory;
import dev.sluice.simulator.llm.request.RequestTrace;

/** A stretch of a run in columns, all in replicas: work that arrived at the rated load, that of requests that missed a limit. */
final class ServingColumns {
    private ServingColumns() {}

    /**
     * The columns of a span.
     *
     * @param rated replica-seconds of work per second that one replica is rated for
     * @param most columns
     */
    static Columns of(ServingRun run, double rated, Panel.Span span, int most) {
        double length = span.to() - span.from();
        Columns columns = new Columns((int) Math.max(1, Math.min(most, Math.floor(length))));
        double width = length / columns.count;
        work(columns, run, rated * width, span);
        FleetHistory history = run.history();
        for (int c = 0; c < columns.count; c++) {
            double from = span.from() + c * width;
            columns.ready[c] = history.readySeconds(from, from + width) / width;
            columns.wanted[c] = history.wantedSeconds(from, from + width) / width;
        }
        return columns;
    }

    private static void work(Columns columns, ServingRun run, double perReplica, Panel.Span span) {
        RequestTrace requests = run.scenario().requests();
        UnloadedTimes unloaded = run.scenario().unloaded();
        double width = (span.to() - span.from()) / columns.count;
        for (int i = 0; i < requests.length(); i++) {
            double at = requests.arrival(i);
            if (at >= span.from() && at < span.to()) {
                int column = Math.min(columns.count - 1, (int) ((at - span.from()) / width));
                double replicas = unloaded.work(requests, i) / perReplica;
                columns.demand[column] += replicas;
                columns.peak[column] += replicas;
                columns.missing[column] += run.firstTokenMet(i) && run.interTokenMet(i) ? 0 : replicas;
            }
        }
    }

    /** The span of that length in which most requests missed a limit, or most arrived if none did. */
    static Panel.Span worst(ServingRun run, double length) {
        RequestTrace requests = run.scenario().requests();
        int first = 0;
        double best = -1;
        double sum = 0;
        double at = run.scenario().skip();
        for (int last = 0; last < requests.length(); last++) {
            sum += weight(run, last);
            while (requests.arrival(last) - requests.arrival(first) > length) {
                sum -= weight(run, first++);
            }
            if (sum > best) {
                best = sum;
                at = requests.arrival(first);
            }
        }
        double from = Math.max(0, Math.min(at, requests.end() - length));
        return new Panel.Span(from, from + length, run.scenario().skip());
    }

    private static double weight(ServingRun run, int i) {
        if (run.scenario().requests().arrival(i) < run.scenario().skip()) {
            return 0;
        }
        return run.firstTokenMet(i) && run.interTokenMet(i) ? 1e-6 : 1;
    }
}
