package dev.sluice.cli.tutorial;

import dev.sluice.schemas.DemandReporter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Sends requests at the times of a wave, whether or not earlier ones were answered (an open loop). A latency counts from
 * the time at which the request was due, so a stall is not left out of the figures.
 */
final class LoadGenerator {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_OPEN = 5_000;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final AtomicInteger sent = new AtomicInteger();
    private final Wave wave;
    private final Watcher watcher;

    /** Is told of each request, as a gateway would see it. */
    interface Watcher {
        /** A request has begun; the answer is told whether it was served, when it ends. */
        Consumer<Boolean> begun();

        /** Nobody looks. */
        Watcher NOBODY = () -> served -> {};

        /** Reports the demand to Sluice. */
        static Watcher of(DemandReporter reporter) {
            return () -> {
                DemandReporter.Call call = reporter.begin();
                return served -> {
                    if (!served) {
                        call.failed();
                    }
                    call.close();
                };
            };
        }
    }

    LoadGenerator(Wave wave, Watcher watcher) {
        this.wave = wave;
        this.watcher = watcher;
    }

    /** Loads an address for a time, or until the thread is interrupted, and waits for the last answers. */
    void run(URI address, Duration lasting, long seed, Answers answers) {
        Semaphore open = new Semaphore(MOST_OPEN);
        try {
            send(HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), lasting, new Random(seed), open, answers);
        } catch (InterruptedException e) {
            // the last requests are none the worse for it
        }
        open.acquireUninterruptibly(MOST_OPEN);
    }

    private void send(HttpRequest request, Duration lasting, Random random, Semaphore open, Answers answers)
            throws InterruptedException {
        long begin = System.nanoTime();
        double end = lasting.toMillis() / 1e3;
        for (double at = wave.next(0, random); at < end; at = wave.next(at, random)) {
            long due = begin + (long) (at * 1e9);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            sent.incrementAndGet();
            if (open.tryAcquire()) {
                send(request, due, open, answers);
            } else {
                answers.failed();
            }
        }
    }

    /** Requests that were due by now. */
    int sent() {
        return sent.get();
    }

    private void send(HttpRequest request, long due, Semaphore open, Answers answers) {
        Consumer<Boolean> ended = watcher.begun();
        var unused = client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .whenComplete((response, failure) -> {
                    boolean served = failure == null && response.statusCode() == 200;
                    if (served) {
                        answers.answered(System.nanoTime() - due);
                    } else {
                        answers.failed();
                    }
                    ended.accept(served);
                    open.release();
                });
    }
}
