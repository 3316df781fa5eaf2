package dev.sluice.ingest.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.ProblemException;
import dev.sluice.ingest.events.EventBatch;
import dev.sluice.ingest.otlp.OtlpMessage;
import dev.sluice.ingest.otlp.OtlpMessage.Encoding;
import dev.sluice.ingest.remotewrite.WriteRequest;
import dev.sluice.ingest.remotewrite.WriteRequest.Version;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of one megabyte that would become objects of many, and messages of the same size that do not. */
final class BombsTest {
    private static final int MB = 1 << 20;
    private static final int ROOM = 24 * MB;
    private static final long NOW = 1_767_225_600_000L;

    /** Reads a message. */
    @FunctionalInterface
    interface Reader {
        void read(byte[] message, LongConsumer memory) throws IOException;
    }

    private static final Reader EVENTS = (message, memory) -> EventBatch.read(message, NOW, memory);
    private static final Reader OTLP = (message, memory) -> OtlpMessage.read(message, Encoding.of(message), memory);
    private static final Reader WRITE_1 = (message, memory) -> WriteRequest.read(message, Version.V1, memory);
    private static final Reader WRITE_2 = (message, memory) -> WriteRequest.read(message, Version.V2, memory);

    private static byte[] json(String head, String unit, String tail) {
        return (head + unit.repeat(MB / unit.length()) + tail).getBytes(StandardCharsets.UTF_8);
    }

    /** A field of many empty messages, and what it is in. */
    private static byte[] messages(int field, int... around) {
        byte[] all = new byte[MB];
        for (int i = 0; i < MB; i += 2) {
            all[i] = (byte) ((field << 3) | 2);
        }
        ByteString whole = ByteString.copyFrom(all);
        for (int outer : around) {
            whole = within(outer, whole);
        }
        return whole.toByteArray();
    }

    private static ByteString within(int field, ByteString inner) {
        byte[] head = {
            (byte) ((field << 3) | 2),
            (byte) ((inner.size() & 0x7F) | 0x80),
            (byte) (((inner.size() >> 7) & 0x7F) | 0x80),
            (byte) (inner.size() >> 14)
        };
        return ByteString.copyFrom(head).concat(inner);
    }

    private static byte[] buckets() {
        ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder();
        for (int i = 0; i < MB; i++) {
            point.getPositiveBuilder().addBucketCounts(0);
        }
        MetricsData.Builder data = MetricsData.newBuilder();
        data.addResourceMetricsBuilder()
                .addScopeMetricsBuilder()
                .addMetricsBuilder()
                .getExponentialHistogramBuilder()
                .addDataPoints(point);
        return data.build().toByteArray();
    }

    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("empty objects in one event", EVENTS, json("{\"type\":[", "{},", "{}]}")),
                Arguments.of("empty texts", EVENTS, json("[[", "\"\",", "0]]")),
                Arguments.of("empty resources as JSON", OTLP, json("{\"resourceMetrics\":[", "{},", "{}]}")),
                Arguments.of("numbers as JSON", OTLP, json("{\"x\":[", "0,", "0]}")),
                Arguments.of("empty resources", OTLP, messages(1)),
                Arguments.of("empty metrics", OTLP, messages(2, 2, 1)),
                Arguments.of("empty points", OTLP, messages(1, 7, 2, 2, 1)),
                Arguments.of("empty attributes", OTLP, messages(1, 1, 1)),
                Arguments.of("fields that nobody knows", OTLP, messages(15, 1, 1)),
                Arguments.of("buckets", OTLP, buckets()),
                Arguments.of("empty series", WRITE_1, messages(1)),
                Arguments.of("empty samples", WRITE_1, messages(2, 1)),
                Arguments.of("symbols", WRITE_2, messages(4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void a_message_that_becomes_too_many_objects_is_refused_before_they_are_made(
            String what, Reader reader, byte[] message) {
        RequestMemory.Share memory = new RequestMemory(ROOM, 0, 429).open();
        assertThatThrownBy(() -> reader.read(message, memory::take))
                .as(what)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("memory");
    }

    static Stream<Arguments> harmless() {
        String event = """
                {"type":"request-rate","service":"shop","instance":"shop-1","from":%d,"to":%d,"requests":120,"meanConcurrency":2.5},""".formatted(NOW - 5_000, NOW);
        String last = event.substring(0, event.length() - 1);
        return Stream.of(
                Arguments.of("events", EVENTS, json("[", event, last + "]")),
                Arguments.of("a long text", OTLP, json("{\"x\":\"", "a", "\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void a_long_message_of_few_objects_is_read(String what, Reader reader, byte[] message) throws IOException {
        RequestMemory.Share memory = new RequestMemory(ROOM, 0, 429).open();
        reader.read(message, memory::take);
        assertThat(message).as(what).hasSizeGreaterThanOrEqualTo(MB - 200);
    }
}
