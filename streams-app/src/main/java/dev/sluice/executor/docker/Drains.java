package dev.sluice.executor.docker;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers that are told to end, each in a thread of its own: renamed, so that nobody counts it any more, then stopped
 * with time to finish its requests, then removed. The name survives a restart of the executor, which then goes on.
 */
final class Drains {
    private static final Logger LOG = LoggerFactory.getLogger(Drains.class);

    private final DockerEngine engine;
    private final Duration grace;
    private final Set<String> underway = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "docker-drain");
        thread.setDaemon(true);
        return thread;
    });

    Drains(DockerEngine engine, Duration grace) {
        this.engine = engine;
        this.grace = grace;
    }

    /** Tells a replica to end within the time that an order gives, or else that of the settings. */
    void begin(Replica replica, Optional<Duration> drain) {
        engine.rename(replica.id(), replica.drainingName());
        end(replica, drain.orElse(grace));
    }

    /** Ends a replica that was told to, unless that is under way. */
    void goOn(Replica replica) {
        end(replica, grace);
    }

    private void end(Replica replica, Duration within) {
        if (underway.add(replica.id())) {
            threads.execute(() -> stop(replica, within));
        }
    }

    private void stop(Replica replica, Duration within) {
        try {
            engine.stop(replica.id(), within);
            engine.remove(replica.id());
        } catch (EngineException e) {
            if (!e.isMissing() && !e.isConflict()) {
                LOG.warn("Container {} does not end: {}", replica.name(), e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.warn("Container {} may still run: {}", replica.name(), e.toString());
        } finally {
            underway.remove(replica.id());
        }
    }

    /** Runs something beside the orders. */
    void beside(Runnable work) {
        threads.execute(work);
    }

    /** Leaves what is under way to the engine. */
    void close() {
        threads.shutdown();
    }
}
