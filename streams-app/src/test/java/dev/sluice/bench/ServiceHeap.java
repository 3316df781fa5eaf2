package dev.sluice.bench;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a live service costs in heap after it has reported for a while: used heap after a collection, over services. */
@Command(name = "ServiceHeap", mixinStandardHelpOptions = true, description = "Prints bytes of heap a live service.")
public final class ServiceHeap implements Callable<Integer> {
    private static final long WINDOW_MS = 10_000;
    private static final LoopSettings SETTINGS = new LoopSettings(
            Duration.ofMillis(WINDOW_MS), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.EVENT);

    @Option(names = "--services", defaultValue = "1000", description = "Services to keep.")
    private int services;

    @Option(names = "--after", split = ",", defaultValue = "60s,1h,30h", description = "When to look.")
    private List<String> after = List.of();

    @Option(names = "--wait", description = "Seconds to stay at the end, for a look from outside.")
    private int wait;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ServiceHeap()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        long before = used();
        List<ServiceLoop> loops = new ArrayList<>();
        for (int i = 0; i < services; i++) {
            ServiceLoop loop = new ServiceLoop("service-" + i, SETTINGS);
            loop.policy(Optional.of(policy()));
            loops.add(loop);
        }
        long windows = 0;
        for (String time : after) {
            long until = dev.sluice.config.text.Durations.parse(time).toMillis() / WINDOW_MS;
            for (; windows < until; windows++) {
                for (int i = 0; i < services; i++) {
                    loops.get(i).report(report(windows, i), 0);
                }
            }
            System.out.printf(Locale.ROOT, "after %s: %,d bytes a service%n", time, (used() - before) / loops.size());
        }
        Thread.sleep(1000L * wait);
        return loops.isEmpty() ? 1 : 0;
    }

    private static ScalingPolicy policy() {
        return ScalingPolicy.of("any", 1000)
                .withDemand(ScalingPolicy.Demand.REQUESTS.withPerReplica(10))
                .withLeadTime(Duration.ofSeconds(60));
    }

    private static RateReport report(long window, int service) {
        double wave = 1.2 + Math.sin(2 * Math.PI * (window + 97L * service) / 8_640);
        double requests = Math.floor(500 * wave * (1 + .2 * Math.sin((double) window * (1 + service % 13))));
        long from = window * WINDOW_MS;
        return new RateReport(
                from,
                from + WINDOW_MS,
                requests,
                0,
                requests,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                LatencyHistogram.empty());
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
