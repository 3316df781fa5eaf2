package dev.sluice.cli.tutorial;

import dev.sluice.events.Reason;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Runs the same load three times: against a fixed number of workers, a reactive rule, and Sluice. */
final class Tutorial {
    static final String FIXED = "fixed";
    static final String REACTIVE = "reactive";
    static final String SLUICE = "sluice";

    static final List<String> SERVICES = List.of(FIXED, REACTIVE, SLUICE, ScaleDowns.SERVICE);

    private static final int MOST_WORKERS = 10;
    private static final int HOLD_SECONDS = 10;
    private static final int SAMPLE_MS = 100;
    private static final int SAMPLES_A_SECOND = 10;
    private static final long SAMPLE_NANOS = SAMPLE_MS * 1_000_000L;
    private static final int LINE_EVERY = 50;

    private final Platform platform;
    private final LoadGenerator.Watcher reported;
    private final Nginx nginx;
    private final Path state;
    private final Plan plan;
    private final PrintWriter out;

    /**
     * What is tried.
     *
     * @param lasting of each course
     * @param perWorker requests per second that a worker is planned for
     */
    record Plan(Wave wave, Duration lasting, double perWorker, long seed) {}

    Tutorial(Platform platform, LoadGenerator.Watcher reported, Nginx nginx, Path state, Plan plan, PrintWriter out) {
        this.platform = platform;
        this.reported = reported;
        this.nginx = nginx;
        this.state = state;
        this.plan = plan;
        this.out = out;
    }

    /** A count that carries the mean load, and never changes. */
    Course fixed() throws InterruptedException {
        int count = (int) Math.ceil(plan.wave().mean() / plan.perWorker());
        platform.command(FIXED, count, Reason.OVERRIDE);
        awaitReady(FIXED, count);
        Course course = run(FIXED, requests -> {});
        platform.command(FIXED, 0, Reason.OVERRIDE);
        return course;
    }

    /** As many as carry the load of the last seconds. */
    Course reactive() throws InterruptedException {
        ReactiveRule rule = new ReactiveRule(plan.perWorker(), MOST_WORKERS, HOLD_SECONDS);
        platform.command(REACTIVE, 1, Reason.REACTIVE);
        awaitReady(REACTIVE, 1);
        Course course = run(REACTIVE, requests -> {
            int wanted = rule.after(requests);
            if (wanted != platform.orders().ordered(REACTIVE)) {
                platform.command(REACTIVE, wanted, Reason.REACTIVE);
            }
        });
        platform.command(REACTIVE, 0, Reason.REACTIVE);
        return course;
    }

    /** What Sluice decides. It has watched the other courses. */
    Course sluice(Path policy) throws InterruptedException {
        platform.declare(policy);
        awaitReady(SLUICE, 1);
        return run(SLUICE, requests -> {});
    }

    private Course run(String service, IntConsumer eachSecond) throws InterruptedException {
        Answers answers = new Answers();
        URI address = nginx.address(service);
        // the reports are of Sluice's service in each course: it learns from watching
        LoadGenerator load = new LoadGenerator(plan.wave(), reported);
        Thread loading = new Thread(() -> load.run(address, plan.lasting(), plan.seed(), answers), "load");
        Sampler sampler = new Sampler(() -> Platform.workers(state, service));
        loading.start();
        long begin = System.nanoTime();
        int arrived = 0;
        for (int samples = 1; loading.isAlive(); samples++) {
            TimeUnit.NANOSECONDS.sleep(begin + samples * SAMPLE_NANOS - System.nanoTime());
            sampler.sample();
            if (samples % SAMPLES_A_SECOND == 0) {
                int sent = load.sent();
                eachSecond.accept(sent - arrived);
                arrived = sent;
            }
            if (samples % LINE_EVERY == 0) {
                line(service, samples / SAMPLES_A_SECOND, answers);
            }
        }
        return new Course(service, answers, sampler.seconds(), platform.orders().changes(service));
    }

    private void line(String service, int second, Answers answers) {
        out.printf(
                Locale.ROOT,
                "%-9s %3d s  load %4.0f/s  ordered %2d  ready %2d  answered %,6d  failed %d  %s%n",
                service,
                second,
                plan.wave().rate(second),
                platform.orders().ordered(service),
                platform.ready(service),
                answers.count() - answers.failures(),
                answers.failures(),
                platform.orders().why(service));
        out.flush();
    }

    private void awaitReady(String service, int count) throws InterruptedException {
        platform.await(count + " workers of " + service + " are ready", () -> platform.ready(service) >= count);
        platform.await("nginx serves " + service, () -> nginx.serves(service));
    }

    /** Adds up how long how many workers existed. */
    private static final class Sampler {
        private final IntSupplier workers;
        private long before = System.nanoTime();
        private double seconds;

        Sampler(IntSupplier workers) {
            this.workers = workers;
        }

        void sample() {
            long now = System.nanoTime();
            seconds += workers.getAsInt() * ((now - before) / 1e9);
            before = now;
        }

        double seconds() {
            return seconds;
        }
    }
}
