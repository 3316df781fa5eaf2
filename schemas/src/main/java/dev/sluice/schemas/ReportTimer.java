package dev.sluice.schemas;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread of a reporter, which keeps no process alive. */
final class ReportTimer {
    private static final Logger LOG = LoggerFactory.getLogger(ReportTimer.class);

    private ReportTimer() {}

    static ScheduledExecutorService create(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends it after the report that is being made. */
    static void end(ScheduledExecutorService timer, Duration grace) {
        timer.shutdown();
        try {
            if (!timer.awaitTermination(grace.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("A reporter did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
