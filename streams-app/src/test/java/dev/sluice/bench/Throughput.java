package dev.sluice.bench;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One load through a plain consumer and through the topology under both guarantees, in turn, several times. */
final class Throughput {
    private static final String PLAIN = "plain consumer";

    private final BenchCluster cluster;
    private final Load load;
    private final Path state;
    private final How how;
    private final Map<String, List<Course>> courses = new LinkedHashMap<>();

    /**
     * How a load is run.
     *
     * @param threads that consume
     * @param time where "now" comes from
     * @param live services that are kept live
     * @param warmUps courses of each kind that do not count
     */
    record How(int threads, TimeSource time, int live, int warmUps) {}

    Throughput(BenchCluster cluster, Load load, Path state, How how) {
        this.cluster = cluster;
        this.load = load;
        this.state = state;
        this.how = how;
    }

    void measure(List<String> guarantees, int rounds) throws Exception {
        say(
                "%n%,d services, %d reports a service-window, %,d events, %,d service-windows%n",
                load.services(), load.reportsAWindow(), load.events(), load.serviceWindows());
        Topics topics = cluster.topics("b" + load.services() + "-");
        cluster.publish(load, topics);
        for (int round = 1 - how.warmUps(); round <= rounds; round++) {
            say("round %d%n", round);
            Course plain = new PlainConsumers(cluster, topics.name(Topic.REQUEST_RATE_EVENTS))
                    .course(load.events(), how.threads());
            note(PLAIN, plain, round);
            Application.Kind bare = new Application.Kind(
                    "bare" + load.services() + "-" + round, "at_least_once", how.threads(), how.live(), how.time());
            note(
                    "bare Streams",
                    BareStreams.course(
                            cluster,
                            topics.name(Topic.REQUEST_RATE_EVENTS),
                            bare,
                            state.resolve("bare"),
                            load.events()),
                    round);
            for (String guarantee : guarantees) {
                note(guarantee, through(topics, guarantee, round), round);
            }
        }
        double plainRate = median(courses.getOrDefault(PLAIN, List.of()), Course::rate);
        courses.forEach((kind, all) -> say(
                "median: %-16s %5.2f of the plain consumer, %5.2f us of thread CPU a record%n",
                kind, median(all, Course::rate) / plainRate, median(all, c -> 1e6 * c.threadSeconds() / c.records())));
        cluster.delete("b" + load.services() + "-");
    }

    private Course through(Topics topics, String guarantee, int round) throws Exception {
        Application.Kind kind = new Application.Kind(
                "s" + load.services() + "-" + guarantee + "-" + round,
                guarantee,
                how.threads(),
                how.live(),
                how.time());
        Course course;
        try (Application app = new Application(cluster, topics, kind, state.resolve("kept"))) {
            app.start();
            course = app.course(load.services() + load.events());
            say(
                    "  %,d decisions, %,d commands, %,d MB of heap in use after a collection%n",
                    app.count("decisions"), app.count("commands"), heap());
        }
        if (round == 1) {
            changelogs(kind.name());
            restart(topics, kind);
        }
        cluster.delete(kind.name());
        return course;
    }

    private void note(String kind, Course course, int round) {
        if (round > 0) {
            courses.computeIfAbsent(kind, k -> new ArrayList<>()).add(course);
        }
        double windows = load.serviceWindows() * (double) course.records() / load.events();
        say(
                "%-16s %,9.0f records/s   %5.2f us of thread CPU a record   %7.1f us a service-window (process: %7.1f)%n",
                kind,
                course.rate(),
                1e6 * course.threadSeconds() / course.records(),
                1e6 * course.threadSeconds() / windows,
                1e6 * course.processSeconds() / windows);
    }

    private void changelogs(String application) throws Exception {
        double total = 0;
        for (Map.Entry<String, Long> store : cluster.changelogs(application).entrySet()) {
            double each = (double) store.getValue() / load.serviceWindows();
            total += each;
            say("  changelog %-14s %7.0f bytes a service-window%n", store.getKey(), each);
        }
        say("  changelogs together    %7.0f bytes a service-window%n", total);
    }

    private void restart(Topics topics, Application.Kind kind) throws Exception {
        for (String directory : List.of("kept", "empty")) {
            try (Application app = new Application(cluster, topics, kind, state.resolve(directory))) {
                Duration took = app.start();
                say(
                        "  started with %s state directory: running after %.1f s, %,d records read back%n",
                        directory.equals("kept") ? "its own" : "an empty",
                        took.toMillis() / 1e3,
                        app.restored().records());
            }
        }
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static double median(List<Course> of, ToDoubleFunction<Course> value) {
        return of.stream()
                .mapToDouble(value)
                .sorted()
                .skip((of.size() - 1) / 2)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
        System.out.flush();
    }
}
