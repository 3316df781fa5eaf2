package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.UsageEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer sends a report again if the acknowledgement of the first was lost. */
final class DuplicateReportsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int INTERVALS = 120;

    /** What follows from reports. */
    private record Result(Map<String, ByteBuffer> stored, List<ScalingCommand> commands, List<String> deadLetters) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void reports_that_are_delivered_twice_count_once(long seed) {
        List<List<SpecificRecord>> batches = batches(new Random(seed));

        Result once = result(batches);
        Result twice = result(withRepetitions(batches, new Random(seed)));

        assertThat(once.deadLetters()).isEmpty();
        assertThat(once.commands()).isNotEmpty();
        assertThat(twice.commands()).isEqualTo(once.commands());
        assertThat(twice.stored()).isEqualTo(once.stored());
        assertThat(twice.deadLetters()).hasSizeGreaterThan(100).containsOnly("DUPLICATE");
    }

    @Test
    void instances_without_a_name_may_report_the_same() {
        RequestRateEvent report = Pipeline.event("shop", "", Pipeline.START, Pipeline.START.plus(INTERVAL), 7);

        assertThat(result(List.of(List.of(report, report))).deadLetters()).isEmpty();
    }

    @Test
    void a_late_report_is_late_each_time() {
        RequestRateEvent late = Pipeline.event("shop", "a", Pipeline.START, Pipeline.START.plus(INTERVAL), 7);
        List<List<SpecificRecord>> batches = new ArrayList<>(batches(new Random(1)));
        batches.add(List.of(late, late));

        assertThat(result(batches).deadLetters()).containsExactly("LATE", "LATE");
    }

    /** What the instances of two services report in each interval; their demand doubles on the way. */
    private static List<List<SpecificRecord>> batches(Random random) {
        List<List<SpecificRecord>> batches = new ArrayList<>();
        for (int i = 0; i < INTERVALS; i++) {
            Instant from = Pipeline.START.plus(INTERVAL.multipliedBy(i));
            List<SpecificRecord> batch = new ArrayList<>();
            for (String service : List.of("shop", "search")) {
                for (String instance : List.of("a", "b", "c")) {
                    // few different counts, so that reports look alike
                    int requests = (i < INTERVALS / 2 ? 20 : 40) + random.nextInt(2);
                    batch.add(Pipeline.event(service, instance, from, from.plus(INTERVAL), requests));
                    batch.add(usage(service, instance, from));
                }
            }
            batches.add(batch);
        }
        return batches;
    }

    private static UsageEvent usage(String service, String instance, Instant from) {
        return UsageEvent.newBuilder()
                .setService(service)
                .setInstance(instance)
                .setFrom(from)
                .setTo(from.plus(INTERVAL))
                .setCpuUsed(.5)
                .build();
    }

    /** The same, where some reports come again: at once, after their batch, or with the next. */
    private static List<List<SpecificRecord>> withRepetitions(List<List<SpecificRecord>> batches, Random random) {
        List<List<SpecificRecord>> all = new ArrayList<>();
        List<SpecificRecord> next = new ArrayList<>();
        for (List<SpecificRecord> batch : batches) {
            List<SpecificRecord> sent = new ArrayList<>(next);
            List<SpecificRecord> after = new ArrayList<>();
            next.clear();
            for (SpecificRecord report : batch) {
                sent.add(report);
                List<List<SpecificRecord>> places = List.of(sent, after, next);
                if (random.nextInt(4) == 0) {
                    places.get(random.nextInt(places.size())).add(report);
                }
            }
            sent.addAll(after);
            all.add(sent);
        }
        return all;
    }

    private static Result result(List<List<SpecificRecord>> batches) {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            pipeline.policy("shop", 1, 100, 2);
            pipeline.policy("search", 1, 100, 2);
            for (List<SpecificRecord> batch : batches) {
                pipeline.after(INTERVAL);
                batch.forEach(report -> send(report, pipeline));
            }
            Map<String, ByteBuffer> stored = new TreeMap<>();
            pipeline.stored().forEach((name, bytes) -> stored.put(name, ByteBuffer.wrap(bytes)));
            return new Result(stored, pipeline.commands(), pipeline.deadLetters());
        }
    }

    private static void send(SpecificRecord report, Pipeline pipeline) {
        if (report instanceof RequestRateEvent requests) {
            pipeline.report(requests);
        } else {
            pipeline.usage((UsageEvent) report);
        }
    }
}
