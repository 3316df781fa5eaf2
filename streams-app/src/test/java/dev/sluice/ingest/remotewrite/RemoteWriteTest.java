package dev.sluice.ingest.remotewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.remotewrite.WriteRequest.Version;
import dev.sluice.ingest.series.ReporterState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a Prometheus sends of what it scrapes. */
final class RemoteWriteTest {
    private static final long T0 = 1_800_000_000_000L;
    private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

    private final WriteMapper mapper = new WriteMapper(Mapping.builtIn());
    private final Map<ReporterKey, ReporterState> states = new HashMap<>();
    private final List<RequestRateEvent> events = new ArrayList<>();

    private static Map<String, String> labels(String name, String... more) {
        Map<String, String> labels = new HashMap<>(Map.of("__name__", name, "job", "shop", "instance", "10.0.0.1:80"));
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return labels;
    }

    private WriteMapper.Mapped arrives(byte[] message, Version version) throws IOException {
        WriteMapper.Mapped mapped = mapper.map(WriteRequest.read(message, version, bytes -> {}), T0 + 600_000);
        for (Export export : mapped.exports()) {
            states.computeIfAbsent(export.reporter(), any -> new ReporterState())
                    .take(export, T0)
                    .ifPresent(e -> events.add((RequestRateEvent) e));
        }
        return mapped;
    }

    private void quiet() {
        states.forEach((key, state) -> state.due(key).ifPresent(e -> events.add((RequestRateEvent) e)));
    }

    /** A scrape: 1 request a second in each of two series, of which one counts errors; latencies by classic buckets. */
    private static byte[] scrape(Version version, long time, long total) {
        Messages message = new Messages(version);
        for (String status : List.of("200", "503")) {
            message.sample(labels("http_request_duration_seconds_count", "status", status), (double) total, time, 0)
                    .sample(labels("http_request_duration_seconds_sum", "status", status), total * 0.07, time, 0);
            for (String bound : List.of("0.05", "0.1", "+Inf")) {
                double count = bound.equals("0.05") ? 0 : total;
                message.sample(
                        labels("http_request_duration_seconds_bucket", "status", status, "le", bound), count, time, 0);
            }
        }
        return message.sample(labels("up"), 1, time, 0).bytes();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void counts_between_scrapes_become_events_and_a_reset_is_one(Version version) throws IOException {
        long[] totals = {1000, 1015, 1030, 5, 20};
        for (int i = 0; i < totals.length; i++) {
            byte[] message = scrape(version, T0 + i * 15_000L, totals[i]);
            WriteMapper.Mapped mapped = arrives(message, version);
            assertThat(mapped.samples()).isEqualTo(11);
            assertThat(mapped.refusals().points()).isZero();
            arrives(message, version);
        }
        quiet();
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(30L, 30L, 10L, 30L);
        assertThat(events).extracting(RequestRateEvent::getErrors).containsExactly(15L, 15L, 5L, 15L);
        assertThat(events).allSatisfy(e -> {
            assertThat(e.getService()).isEqualTo("shop");
            assertThat(e.getInstance()).isEqualTo("10.0.0.1:80");
            assertThat(e.getTo().toEpochMilli() - e.getFrom().toEpochMilli()).isEqualTo(15_000);
            assertThat(e.getLatency().getCounts().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(e.getRequests());
            // (50, 100] ms, in buckets that are 9 % wide
            assertThat(e.getLatency().getOffset()).isBetween(44, 46);
        });
    }

    @Test
    void a_start_of_counting_makes_the_first_sample_count() throws IOException {
        Version v2 = Version.V2;
        arrives(
                new Messages(v2)
                        .sample(labels("http_requests_total"), 40, T0, T0 - 20_000)
                        .bytes(),
                v2);
        arrives(
                new Messages(v2)
                        .sample(labels("http_requests_total"), 3, T0 + 15_000, T0 + 5_000)
                        .bytes(),
                v2);
        quiet();
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(40L, 3L);
        assertThat(events.get(0).getFrom().toEpochMilli()).isEqualTo(T0 - 20_000);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void native_histograms_count_and_time_requests(Version version) throws IOException {
        // at schema 3, bucket -7 is (0.5, 0.545] s and bucket -6 is (0.545, 0.595] s; ours are as wide and lie
        // otherwise
        Map<String, String> labels = labels("http_request_duration_seconds");
        arrives(
                new Messages(version)
                        .histogram(labels, 3, 1, -7, new long[] {5, 0, 2}, T0)
                        .bytes(),
                version);
        arrives(
                new Messages(version)
                        .histogram(labels, 3, 1, -7, new long[] {9, 4, 2}, T0 + 15_000)
                        .bytes(),
                version);
        quiet();
        assertThat(events).singleElement().satisfies(e -> {
            assertThat(e.getRequests()).isEqualTo(8);
            long[] counts = Objects.requireNonNull(e.getLatency()).getCounts().stream()
                    .mapToLong(Long::longValue)
                    .toArray();
            dev.sluice.demand.LatencyHistogram latency = new dev.sluice.demand.LatencyHistogram(
                    e.getLatency().getScale(),
                    e.getLatency().getZeroCount(),
                    e.getLatency().getOffset(),
                    counts);
            assertThat(latency.quantile(0.25).orElseThrow()).isBetween(490.0, 560.0);
            assertThat(latency.above(650)).isLessThan(0.5);
        });
    }

    @Test
    void a_stale_gauge_shows_no_level_any_more() throws IOException {
        Version v1 = Version.V1;
        arrives(
                new Messages(v1)
                        .sample(labels("http_requests_total"), 1, T0, 0)
                        .sample(labels("vllm:num_requests_running"), 4, T0, 0)
                        .bytes(),
                v1);
        arrives(
                new Messages(v1)
                        .sample(labels("http_requests_total"), 6, T0 + 15_000, 0)
                        .sample(labels("vllm:num_requests_running"), 5, T0 + 15_000, 0)
                        .bytes(),
                v1);
        arrives(
                new Messages(v1)
                        .sample(labels("http_requests_total"), 8, T0 + 30_000, 0)
                        .sample(labels("vllm:num_requests_running"), STALE, T0 + 30_000, 0)
                        .bytes(),
                v1);
        quiet();
        assertThat(events).extracting(RequestRateEvent::getMeanConcurrency).containsExactly(5.0, null);
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(5L, 2L);
    }

    @Test
    void a_bad_series_loses_only_itself() throws IOException {
        byte[] twice = Messages.message(out -> {
            for (String value : List.of("a", "b")) {
                out.writeByteArray(1, Messages.message(l -> {
                    l.writeString(1, "job");
                    l.writeString(2, value);
                }));
            }
            out.writeByteArray(2, Messages.message(s -> s.writeInt64(2, T0)));
        });
        byte[] good = new Messages(Version.V1)
                .sample(labels("http_requests_total"), 1, T0, 0)
                .bytes();
        byte[] both = Messages.message(out -> {
            out.writeByteArray(1, twice);
            out.writeRawBytes(good);
        });
        WriteMapper.Mapped mapped = arrives(both, Version.V1);
        assertThat(mapped.samples()).isEqualTo(1);
        assertThat(mapped.refusals().points()).isEqualTo(1);
        assertThat(mapped.refusals().reasons()).contains("job twice");
        assertThat(mapped.exports()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void broken_bytes_are_no_message_or_lose_what_they_hit(Version version) {
        byte[] good = scrape(version, T0, 1000);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] broken = good.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            try {
                mapper.map(WriteRequest.read(broken, version, bytes -> {}), T0);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 2_900);
        assertThatThrownBy(() -> WriteRequest.read(new byte[] {(byte) 0xff}, version, bytes -> {}))
                .isInstanceOf(IOException.class);
    }
}
