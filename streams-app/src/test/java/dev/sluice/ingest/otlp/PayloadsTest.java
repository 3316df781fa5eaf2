package dev.sluice.ingest.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.series.ReporterCodec;
import dev.sluice.ingest.series.ReporterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real SDK sent adds up to what really happened, in whatever way it arrives. */
final class PayloadsTest {
    private static final long WALL = 1_795_900_000_000L;

    private static final long JOBS = 28;

    @TempDir
    private Path directory;

    private OtlpMapper mapper = new OtlpMapper(Mapping.builtIn());
    private final Map<ReporterKey, byte[]> stored = new HashMap<>();
    private final List<RequestRateEvent> events = new ArrayList<>();

    static java.util.stream.Stream<Payloads> payloads() {
        return Payloads.all();
    }

    /** As the process does: the state is written after each message, so that any of them may be the last before a restart. */
    private void arrives(byte[] body) throws IOException {
        OtlpMapper.Mapped mapped = mapper.map(OtlpMessage.read(body, OtlpMessage.Encoding.of(body), bytes -> {}), WALL);
        assertThat(mapped.bad()).isEmpty();
        for (Export export : mapped.exports()) {
            ReporterState state = state(export.reporter());
            state.take(export, WALL).ifPresent(this::emitted);
            stored.put(export.reporter(), ReporterCodec.write(state));
        }
    }

    private ReporterState state(ReporterKey key) throws IOException {
        byte[] bytes = stored.get(key);
        return bytes == null ? new ReporterState() : ReporterCodec.read(bytes);
    }

    private void quiet() throws IOException {
        for (ReporterKey key : List.copyOf(stored.keySet())) {
            ReporterState state = state(key);
            state.due(key).ifPresent(this::emitted);
            stored.put(key, ReporterCodec.write(state));
        }
    }

    private void emitted(SpecificRecord event) {
        events.add((RequestRateEvent) event);
    }

    private long latencies() {
        long sum = 0;
        for (RequestRateEvent event : events) {
            LatencyHistogram latency = event.getLatency();
            if (latency != null) {
                sum += latency.getZeroCount();
                sum += latency.getCounts().stream().mapToLong(Long::longValue).sum();
            }
        }
        return sum;
    }

    private void addUpTo(Payloads payloads) {
        assertThat(events.stream().mapToLong(RequestRateEvent::getRequests).sum())
                .isEqualTo(payloads.requests());
        assertThat(events.stream().mapToLong(RequestRateEvent::getErrors).sum()).isEqualTo(payloads.errors());
        assertThat(latencies()).isEqualTo(payloads.requests());
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).getFrom()).isEqualTo(events.get(i - 1).getTo());
        }
        assertThat(events).allSatisfy(e -> {
            assertThat(e.getService()).isEqualTo("checkout");
            assertThat(e.getInstance()).isEqualTo("pod-1");
            assertThat(e.getTo()).isAfter(e.getFrom());
        });
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void each_export_is_one_event_with_what_it_adds(Payloads payloads) throws IOException {
        for (byte[] body : payloads.bodies()) {
            arrives(body);
        }
        quiet();
        addUpTo(payloads);
        List<Payloads.Expected> seen = events.stream()
                .map(e -> new Payloads.Expected(
                        e.getRequests(),
                        e.getErrors(),
                        Objects.requireNonNull(e.getMeanConcurrency()),
                        Objects.requireNonNull(e.getQueueDepth())))
                .filter(e -> e.requests() > 0)
                .toList();
        assertThat(seen)
                .usingElementComparator((a, b) -> a.equals(payloads.asSent(b)) ? 0 : 1)
                .isEqualTo(payloads.expected());
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void what_comes_twice_or_three_times_counts_once(Payloads payloads) throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < payloads.bodies().size(); i++) {
            arrives(payloads.bodies().get(i));
            arrives(payloads.bodies().get(random.nextInt(i + 1)));
            quiet();
            arrives(payloads.bodies().get(random.nextInt(i + 1)));
        }
        quiet();
        addUpTo(payloads);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void what_comes_in_another_order_adds_up_too(Payloads payloads) throws IOException {
        // the first export tells when the instance is first heard of; those behind it come as partitions are read
        List<byte[]> rest =
                new ArrayList<>(payloads.bodies().subList(1, payloads.bodies().size()));
        for (int seed = 0; seed < 20; seed++) {
            stored.clear();
            events.clear();
            Collections.shuffle(rest, new Random(seed));
            arrives(payloads.bodies().get(0));
            for (byte[] body : rest) {
                arrives(body);
            }
            quiet();
            addUpTo(payloads);
        }
    }

    /** Each of the first four exports adds seven jobs. */
    @ParameterizedTest
    @MethodSource("payloads")
    void a_counter_that_a_file_names_becomes_units(Payloads payloads) throws IOException {
        Path file = Files.writeString(
                directory.resolve("mapping.yaml"), "metrics:\n  - {metric: jobs.done, signal: units}\n");
        mapper = new OtlpMapper(Mapping.of(file));
        for (byte[] body : payloads.bodies()) {
            arrives(body);
            arrives(body);
        }
        quiet();
        addUpTo(payloads);
        assertThat(events.stream()
                        .mapToDouble(e -> Objects.requireNonNull(e.getUnits()))
                        .sum())
                .isEqualTo(JOBS);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void latencies_are_kept_within_a_bucket(Payloads payloads) throws IOException {
        for (byte[] body : payloads.bodies()) {
            arrives(body);
        }
        quiet();
        dev.sluice.demand.LatencyHistogram all = dev.sluice.demand.LatencyHistogram.empty();
        for (RequestRateEvent event : events) {
            LatencyHistogram h = event.getLatency();
            if (h != null) {
                long[] counts =
                        h.getCounts().stream().mapToLong(Long::longValue).toArray();
                all = all.plus(
                        new dev.sluice.demand.LatencyHistogram(h.getScale(), h.getZeroCount(), h.getOffset(), counts));
            }
        }
        // good ones run from 20 to 109 ms, the others take 1.5 s
        assertThat(all.quantile(0.5).orElseThrow()).isBetween(50.0, 80.0);
        assertThat(all.quantile(0.999).orElseThrow()).isBetween(1_000.0, 2_600.0);
        assertThat(all.above(300)).isBetween(payloads.errors() - 1.0, payloads.errors() + 1.0);
    }
}
