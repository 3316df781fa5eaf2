package dev.sluice.bench;

import dev.sluice.control.LoopSettings.TimeSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the running topology against a plain consumer of the same records in the same run; docs/benchmarks.md says
 * how to run it and what its columns mean.
 */
@Command(name = "TopologyBenchmark", mixinStandardHelpOptions = true, description = "Prints ratios, not promises.")
public final class TopologyBenchmark implements Callable<Integer> {
    @Option(names = "--services", split = ",", defaultValue = "1000,100000", description = "Loads to run.")
    private List<Integer> services = List.of();

    @Option(names = "--every", defaultValue = "1", description = "Seconds between two reports of an instance.")
    private int every;

    @Option(names = "--events", defaultValue = "3400000", description = "About how many events a load has.")
    private long events;

    @Option(names = "--rounds", defaultValue = "3", description = "Courses of each kind; the median counts.")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "1",
            description = "Courses of each kind before those: the compilers of the JVM are busy with them.")
    private int warmUps;

    @Option(names = "--instances", defaultValue = "10", description = "Most instances of a service.")
    private int instances;

    @Option(names = "--windows", defaultValue = "3", description = "Least windows that a service reports for.")
    private int windows;

    @Option(names = "--time", defaultValue = "EVENT", description = "EVENT or WALL: where now comes from.")
    private TimeSource time = TimeSource.EVENT;

    @Option(names = "--live", defaultValue = "200000", description = "Services that are kept live.")
    private int live;

    @Option(names = "--threads", defaultValue = "1", description = "Threads that consume; partitions are two.")
    private int threads;

    @Option(names = "--latency", defaultValue = "60", description = "Seconds of event-to-command; 0 leaves it out.")
    private int latencySeconds;

    @Option(
            names = "--guarantees",
            split = ",",
            defaultValue = "at_least_once,exactly_once_v2",
            description = "Guarantees to run under.")
    private List<String> guarantees = List.of();

    @Option(names = "--set", description = "A setting of Kafka Streams for every application, as name=value.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--quick", description = "One round of few events: shows that it runs, measures little.")
    private boolean quick;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TopologyBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path state = Files.createTempDirectory("sluice-benchmark-");
        try (BenchCluster cluster = new BenchCluster(2, settings)) {
            System.out.printf(
                    Locale.ROOT,
                    "%d cores, JVM with %d MB, Java %s, %d consuming threads%n",
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    Runtime.version(),
                    threads);
            for (int n : services) {
                new Throughput(cluster, load(n), state, new Throughput.How(threads, time, live, quick ? 0 : warmUps))
                        .measure(guarantees, quick ? 1 : rounds);
            }
            if (latencySeconds > 0) {
                new EventToCommand(cluster, state, quick ? 20 : latencySeconds).measure();
            }
        } finally {
            Utils.delete(state.toFile());
        }
        return 0;
    }

    /** Instances so few that the least windows fit into the events wanted. */
    private Load load(int count) {
        long wanted = quick ? Math.min(events, 400_000) : events;
        int each = instances;
        while (each > 1 && (long) count * each * Load.WINDOW_SECONDS / every * windows > wanted) {
            each--;
        }
        long eachWindow = (long) count * each * Load.WINDOW_SECONDS / every;
        return new Load(count, each, every, (int) Math.max(windows, wanted / eachWindow));
    }
}
