package dev.sluice.simulator.llm;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.GroupView;
import dev.sluice.simulator.llm.replica.EngineRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sluice on a fleet of several pools, or of two roles: the loop that runs in the topology, fed with what replicas would
 * report.
 *
 * <p>On pools, one gateway reports for all. In roles, prompts are reported from the pool that computes them, and answers from
 * the one that generates them. Beside them as many silent replicas report as were ready at first, so that the loop takes
 * them for the fleet before its first command.
 */
final class PlacedSluice {
    private static final long START = Duration.ofDays(1).toMillis();
    private static final double MILLIS = 1000;

    /** The replica of a pool that reports for all of it. */
    private static final int SPEAKS = 1;

    private final LiveLoop loop;
    private final Map<String, Integer> reporters = new LinkedHashMap<>();
    private long told = START;

    PlacedSluice(LiveLoop loop) {
        this.loop = loop;
    }

    /** Pools as they are declared. */
    static Catalog declared(Map<String, Pool> pools) {
        return new Catalog() {
            @Override
            public Optional<Pool> pool(String name) {
                return Optional.ofNullable(pools.get(name));
            }

            @Override
            public Optional<MonthlyBudget> budget(String tenant) {
                return Optional.empty();
            }
        };
    }

    /** Replicas to run from now on, by pool; pools that stay as they are are left out. */
    Map<String, Integer> decide(double seconds, List<GroupView> groups, Interval happened) {
        long from = told;
        long now = START + Math.round(seconds * MILLIS);
        told = now;
        Map<String, Integer> ready = new LinkedHashMap<>();
        groups.forEach(view -> ready.put(view.group().name(), view.ready()));
        ready.forEach((pool, count) -> reporters.putIfAbsent(pool, count));
        List<RateReport> reports = new ArrayList<>();
        reporters.forEach((pool, count) -> addSilent(reports, pool, count, from, now));
        if (groups.get(0).group().role() == EngineRole.WHOLE) {
            reports.add(ofAll(groups, happened, from, now));
        } else {
            groups.forEach(view -> reports.add(ofRole(view, happened, from, now)));
        }
        return loop.take(reports, ready, from, now);
    }

    private static void addSilent(List<RateReport> reports, String pool, int count, long from, long to) {
        double none = Double.NaN;
        for (int reporter = SPEAKS + 1; reporter <= count; reporter++) {
            reports.add(new RateReport(pool, reporter, from, to, 0, 0, 0, none, none, none, LatencyHistogram.empty()));
        }
    }

    private static RateReport ofAll(List<GroupView> groups, Interval happened, long from, long to) {
        int ready = groups.stream().mapToInt(GroupView::ready).sum();
        double kv = groups.stream()
                        .mapToDouble(view -> view.kvUsage() * view.ready())
                        .sum()
                / Math.max(1, ready);
        // all wait at one gateway
        double waiting = groups.stream().mapToInt(GroupView::queued).sum();
        double running = groups.stream().mapToInt(GroupView::running).sum();
        return report("", 0, happened.arrived(), happened.finished(), waiting, from, to)
                .with(new TokenReport(
                        happened.arrivedPromptTokens(),
                        happened.arrivedCachedTokens(),
                        happened.outputTokens(),
                        running,
                        kv,
                        happened.firstToken().histogram(),
                        happened.interToken().histogram()));
    }

    private static RateReport ofRole(GroupView view, Interval happened, long from, long to) {
        boolean prompts = view.group().role() == EngineRole.PREFILL;
        LatencyHistogram none = LatencyHistogram.empty();
        TokenReport tokens = new TokenReport(
                prompts ? happened.arrivedPromptTokens() : 0,
                prompts ? happened.arrivedCachedTokens() : 0,
                prompts
                        ? happened.firstToken().count()
                        : Math.max(
                                0,
                                happened.outputTokens() - happened.firstToken().count()),
                view.running(),
                view.kvUsage(),
                prompts ? happened.firstToken().histogram() : none,
                prompts ? none : happened.interToken().histogram());
        return report(
                        view.group().name(),
                        SPEAKS,
                        prompts ? happened.arrived() : 0,
                        prompts ? 0 : happened.finished(),
                        view.queued(),
                        from,
                        to)
                .with(tokens);
    }

    private static RateReport report(
            String pool, int reporter, long requests, long completed, double waiting, long from, long to) {
        double none = Double.NaN;
        return new RateReport(
                pool,
                reporter,
                from,
                to,
                (double) requests,
                0,
                (double) completed,
                none,
                waiting,
                none,
                LatencyHistogram.empty());
    }
}
