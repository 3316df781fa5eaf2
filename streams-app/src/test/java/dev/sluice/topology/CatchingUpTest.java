package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.Reason;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker held while nothing was read is used as if it had been read in time. */
final class CatchingUpTest {
    private static final int END = 1800;

    /** A seeded fleet, what it reports, and when nobody reads it. */
    private static final class Story {
        private final TreeMap<Integer, List<SpecificRecord>> reports = new TreeMap<>();
        private final int stop;
        private final int start;

        Story(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            int instances = 1 + random.nextInt(8);
            stop = 600 + random.nextInt(200);
            start = stop + 12 + random.nextInt(seed % 2 == 0 ? 90 : 700);
            for (int i = 0; i < instances; i++) {
                int interval = new int[] {1, 2, 5, 10, 20}[random.nextInt(5)];
                int phase = random.nextInt(interval);
                int ahead = random.nextInt(3) == 0 ? random.nextInt(17) - 8 : 0;
                boolean uses = random.nextBoolean();
                for (int t = phase; t + interval <= END; t += interval) {
                    report("i" + i, t, interval, ahead, 200.0 / instances);
                    if (uses) {
                        usage("i" + i, t, interval, ahead);
                    }
                }
            }
        }

        private void report(String instance, int from, int interval, int ahead, double rate) {
            Instant begin = Pipeline.START.plusSeconds(from + ahead);
            RequestRateEvent event = Pipeline.event(
                    "checkout", instance, begin, begin.plusSeconds(interval), Math.round(rate * interval));
            at(from + interval).add(event);
        }

        private void usage(String instance, int from, int interval, int ahead) {
            Instant begin = Pipeline.START.plusSeconds(from + ahead);
            at(from + interval)
                    .add(UsageEvent.newBuilder()
                            .setService("checkout")
                            .setInstance(instance)
                            .setFrom(begin)
                            .setTo(begin.plusSeconds(interval))
                            .setCpuUsed(1.0)
                            .build());
        }

        private List<SpecificRecord> at(int second) {
            return reports.computeIfAbsent(second, s -> new ArrayList<>());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void with_and_without_a_stop_what_follows_is_the_same(int seed) {
        try (Pipeline steady = new Pipeline(TimeSource.WALL);
                Pipeline stopped = new Pipeline(TimeSource.WALL)) {
            Story story = new Story(seed);
            run(story, steady, false, seed);
            run(story, stopped, true, seed);
            List<ScalingDecision> without = steady.decisions();
            List<ScalingDecision> with = stopped.decisions();
            assertThat(stopped.deadLetters()).isEqualTo(steady.deadLetters());
            assertThat(windows(with)).isEqualTo(windows(without));
            assertThat(lastOf(with)).isEqualTo(lastOf(without));
            assertThat(with)
                    .filteredOn(d -> d.getReason() == Reason.CATCHING_UP)
                    .allMatch(d -> d.getTarget() == d.getCurrent());
            assertThat(with)
                    .filteredOn(d -> d.getAt().isAfter(Pipeline.START.plusSeconds(600)))
                    .allMatch(d -> d.getTarget() >= 20);
        }
    }

    /** What was seen of each window. */
    private static NavigableMap<Instant, Double> windows(List<ScalingDecision> decisions) {
        TreeMap<Instant, Double> seen = new TreeMap<>();
        decisions.stream()
                .filter(d -> d.getTrigger() == dev.sluice.events.Trigger.WINDOW)
                .forEach(d -> seen.put(d.getWindowTo(), d.getSeen()));
        return seen;
    }

    private static int lastOf(List<ScalingDecision> decisions) {
        return decisions.get(decisions.size() - 1).getTarget();
    }

    private static void run(Story story, Pipeline pipeline, boolean stops, int seed) {
        pipeline.policy("checkout", 1, 100, 10);
        SplittableRandom random = new SplittableRandom(seed);
        Deque<SpecificRecord> requests = new ArrayDeque<>();
        Deque<SpecificRecord> usage = new ArrayDeque<>();
        for (int second = 1; second <= END; second++) {
            boolean reads = !stops || second < story.stop || second >= story.start;
            if (!reads) {
                pipeline.stopsReading();
            }
            pipeline.after(Duration.ofSeconds(1));
            for (SpecificRecord report : story.reports.getOrDefault(second, List.of())) {
                (report instanceof UsageEvent ? usage : requests).add(report);
            }
            if (reads) {
                readInTurns(requests, usage, pipeline, random);
                pipeline.hasCaughtUp();
            }
        }
    }

    /** Of two topics sometimes one and sometimes the other is read first, some records at a time. */
    private static void readInTurns(
            Deque<SpecificRecord> requests, Deque<SpecificRecord> usage, Pipeline pipeline, SplittableRandom random) {
        while (!requests.isEmpty() || !usage.isEmpty()) {
            Deque<SpecificRecord> topic = random.nextBoolean() ? requests : usage;
            for (int i = random.nextInt(300); i >= 0 && !topic.isEmpty(); i--) {
                SpecificRecord next = topic.remove();
                if (next instanceof UsageEvent used) {
                    pipeline.usage(used);
                } else {
                    pipeline.report((RequestRateEvent) next);
                }
            }
        }
    }
}
