package dev.sluice.ingest.lag;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.ingest.series.Export;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the lag of consumer groups every five seconds. Every process of ingest does, at the same times by the clock: the owner of the
 * service takes the first report of each time and knows the others as repetitions. So no process needs to be chosen.
 */
public final class LagWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final long EVERY_MS = Duration.ofSeconds(5).toMillis();
    private static final long MS = 1_000_000L;

    private final List<Lag> groups;
    private final LagReader reader;
    private final Sink sink;
    private final InstantSource clock;
    private final Set<Lag> failing = new HashSet<>();
    private final ScheduledExecutorService timer;

    /** Takes what a group reports. */
    @FunctionalInterface
    public interface Sink {
        void accept(Export export) throws InterruptedException;
    }

    public LagWatch(List<Lag> groups, Admin admin, Sink sink, InstantSource clock) {
        this.groups = groups;
        this.reader = new LagReader(admin);
        this.sink = sink;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sluice-lag");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins, if there is any group. */
    public void start() {
        if (!groups.isEmpty()) {
            long first = EVERY_MS - clock.millis() % EVERY_MS;
            var unused = timer.scheduleAtFixedRate(this::report, first, EVERY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void report() {
        long time = (clock.millis() + EVERY_MS / 2) / EVERY_MS * EVERY_MS * MS;
        groups.forEach(group -> report(group, time));
    }

    private void report(Lag group, long time) {
        try {
            sink.accept(reader.read(group, time));
            failing.remove(group);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            // a task that throws is not run again
            if (failing.add(group)) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                LOG.warn(
                        "The lag of group {} of service {} is not known, and is asked for again every 5 s: {}",
                        group.group(),
                        group.service(),
                        cause.toString());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
