package dev.sluice.ingest.lag;

import dev.sluice.config.manifest.MetricMapping.Lag;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the lag of consumer groups every five seconds. Every process of ingest does, at the same times by the clock: the
 * owner of the service takes the first reading of each time and knows the others as repetitions. So no process needs to be
 * chosen.
 */
public final class LagWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final long EVERY_MS = Duration.ofSeconds(5).toMillis();

    private final Supplier<Collection<Lag>> groups;
    private final LagReader reader;
    private final Sink sink;
    private final InstantSource clock;
    private final Set<Lag> failing = new HashSet<>();
    private final ScheduledExecutorService timer;

    /** Takes readings as they travel to the owners of their services. */
    @FunctionalInterface
    public interface Sink {
        void accept(List<Travelling> readings) throws InterruptedException;
    }

    /** A reading on its way. */
    public record Travelling(String service, byte[] reading) {}

    /** Reads the groups that {@code groups} names at each time. */
    public LagWatch(Supplier<Collection<Lag>> groups, Admin admin, Sink sink, InstantSource clock) {
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

    /** Begins. */
    public void start() {
        long first = EVERY_MS - clock.millis() % EVERY_MS;
        var unused = timer.scheduleAtFixedRate(this::report, first, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void report() {
        try {
            read((clock.millis() + EVERY_MS / 2) / EVERY_MS * EVERY_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // a task that throws is not run again
            LOG.warn("The lag of consumer groups is not known, and is asked for again every 5 s: {}", e.toString());
        }
    }

    /** Reads all groups; {@code time} is that of the readings, ms. */
    void read(long time) throws InterruptedException {
        Collection<Lag> now = groups.get();
        failing.retainAll(now);
        if (now.isEmpty()) {
            return;
        }
        Readings readings = new Readings();
        reader.read(now, time, readings);
        sink.accept(readings.all);
    }

    private final class Readings implements LagReader.Sink {
        private final List<Travelling> all = new ArrayList<>();

        @Override
        public void read(GroupReading reading) {
            all.add(new Travelling(reading.service(), GroupReadingCodec.write(reading)));
            failing.removeIf(group ->
                    group.service().equals(reading.service()) && group.group().equals(reading.group()));
        }

        @Override
        public void failed(Lag group, Throwable why) {
            if (failing.add(group)) {
                LOG.warn(
                        "The lag of group {} of service {} is not known, and is asked for again every 5 s: {}",
                        group.group(),
                        group.service(),
                        why.toString());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
