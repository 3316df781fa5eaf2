package dev.sluice.cli.tutorial;

import dev.sluice.events.Reason;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Workers are ordered away one after another while a load goes on, a stated number of times. How often the other courses
 * scale down depends on the machine.
 */
final class ScaleDowns {
    static final String SERVICE = "drained";

    private static final int COUNT = 20;
    private static final int MOST_WORKERS = 5;
    /** Requests per second, of which one worker can serve 40. */
    private static final Wave LOAD = new Wave(25, 25, Duration.ofSeconds(30));

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Platform platform;
    private final Nginx nginx;
    private final Path state;
    private final PrintWriter out;

    /** What came of them. */
    record Result(int count, Answers answers) {}

    ScaleDowns(Platform platform, Nginx nginx, Path state, PrintWriter out) {
        this.platform = platform;
        this.nginx = nginx;
        this.state = state;
        this.out = out;
    }

    Result run(long seed) throws InterruptedException {
        grow();
        platform.await("nginx serves " + SERVICE, () -> nginx.serves(SERVICE));
        Answers answers = new Answers();
        LoadGenerator load = new LoadGenerator(LOAD, LoadGenerator.Watcher.NOBODY);
        Thread loading = new Thread(() -> load.run(nginx.address(SERVICE), LONGEST, seed, answers), "steady-load");
        loading.start();
        try {
            while (count() < COUNT) {
                grow();
                shrink();
                out.printf(
                        Locale.ROOT,
                        "%-9s scaled down %2d times  load %2.0f/s  answered %,6d  failed %d%n",
                        SERVICE,
                        count(),
                        LOAD.mean(),
                        answers.count() - answers.failures(),
                        answers.failures());
                out.flush();
            }
        } finally {
            loading.interrupt();
        }
        loading.join();
        platform.command(SERVICE, 0, Reason.OVERRIDE);
        return new Result(count(), answers);
    }

    private int count() {
        return platform.orders().changes(SERVICE).down();
    }

    private void grow() throws InterruptedException {
        platform.command(SERVICE, MOST_WORKERS, Reason.OVERRIDE);
        platform.await(
                MOST_WORKERS + " workers of " + SERVICE + " are ready", () -> platform.ready(SERVICE) == MOST_WORKERS);
    }

    /** Each order is carried out before the next one comes, and all workers but one have ended at last. */
    private void shrink() throws InterruptedException {
        for (int left = MOST_WORKERS - 1; left > 0; left--) {
            int count = left;
            platform.command(SERVICE, count, Reason.OVERRIDE);
            platform.await("the order is carried out", () -> platform.orders().ordered(SERVICE) == count);
            TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
        }
        platform.await("the others have ended", () -> Platform.workers(state, SERVICE) == 1);
    }
}
