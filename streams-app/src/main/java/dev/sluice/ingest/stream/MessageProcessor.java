package dev.sluice.ingest.stream;

import com.google.protobuf.ByteString;
import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.ProblemException;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ExportCodec;
import dev.sluice.ingest.otlp.OtlpMapper;
import dev.sluice.ingest.otlp.OtlpMapper.Mapped;
import dev.sluice.ingest.otlp.OtlpMessage;
import dev.sluice.ingest.otlp.OtlpMessage.Encoding;
import dev.sluice.ingest.stream.BoundedMessages.TooLong;
import dev.sluice.schemas.DeadLetter;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of metrics as a collector writes them, without a key and with many resources each, and sends what each instance reports to
 * the owner of its service. What cannot be used goes to {@code dead-letters}: of a message only the resource that is bad.
 */
final class MessageProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    static final String EXPORTS = "exports";
    static final String DEAD_LETTERS = "dead-letters";

    private static final int FULL = 503;
    private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final OtlpMapper mapper;
    private final int maxBytes;
    private final RequestMemory memory;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    /** Memory for what messages take while they are read, those of all partitions together. */
    static RequestMemory memory() {
        return new RequestMemory(RequestMemory.ofHeap(4), 0, FULL);
    }

    MessageProcessor(OtlpMapper mapper, int maxBytes, RequestMemory memory) {
        this.mapper = mapper;
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> opened) {
        context = opened;
    }

    private ProcessorContext<byte[], byte[]> context() {
        if (context == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return context;
    }

    @Override
    public void process(Record<byte[], byte[]> message) {
        byte[] value = message.value();
        if (value == null || value.length == 0) {
            deadLetter(message, new byte[0], "the message is empty");
            return;
        }
        Optional<TooLong> tooLong = TooLong.of(value);
        if (tooLong.isPresent()) {
            tooLong(message, tooLong.get());
            return;
        }
        Encoding encoding = Encoding.of(value);
        Mapped mapped;
        try {
            mapped = mapped(value, encoding);
        } catch (IOException e) {
            deadLetter(message, value, "it is no message of metrics: " + e.getMessage());
            return;
        } catch (ProblemException tooMuch) {
            deadLetter(message, value, String.valueOf(tooMuch.getMessage()));
            return;
        } catch (RuntimeException | StackOverflowError unforeseen) {
            // nothing is sent yet: a message that fails here would fail again at each start
            deadLetter(message, value, "it cannot be mapped: " + unforeseen);
            return;
        }
        mapped.exports().forEach(export -> forward(message, export));
        mapped.bad().forEach(bad -> deadLetter(message, whole(bad.raw(), encoding), bad.why()));
    }

    /** Waits while messages of other partitions take all the memory. */
    private Mapped mapped(byte[] value, Encoding encoding) throws IOException {
        while (true) {
            try (RequestMemory.Share share = memory.open()) {
                return mapper.map(
                        OtlpMessage.read(value, encoding, share::take),
                        context().currentSystemTimeMs());
            } catch (ProblemException e) {
                if (e.problem().status() != FULL) {
                    throw e;
                }
                LockSupport.parkNanos(WAIT_NS);
            }
        }
    }

    private void tooLong(Record<byte[], byte[]> message, TooLong value) {
        message.headers()
                .add(DeadLetter.VALUE_BYTES, Integer.toString(value.bytes()).getBytes(StandardCharsets.UTF_8));
        String why = "the message has " + value.bytes() + " bytes, more than " + BoundedMessages.MOST_BYTES
                + ": let its sender make smaller batches";
        deadLetter(message, value.beginning(), why);
    }

    private void forward(Record<byte[], byte[]> message, Export export) {
        byte[] key = export.reporter().service().getBytes(StandardCharsets.UTF_8);
        context().forward(new Record<>(key, ExportCodec.write(export), message.timestamp()), EXPORTS);
    }

    /** A message with this resource alone, so that it can be sent again. */
    private static byte[] whole(byte[] resource, Encoding encoding) {
        if (encoding == Encoding.JSON) {
            String text = new String(resource, StandardCharsets.UTF_8);
            return ("{\"resourceMetrics\":[" + text + "]}").getBytes(StandardCharsets.UTF_8);
        }
        byte[] head = ByteString.copyFrom(new byte[] {MetricsData.RESOURCE_METRICS_FIELD_NUMBER << 3 | 2})
                .toByteArray();
        byte[] length = varint(resource.length);
        byte[] whole = Arrays.copyOf(head, head.length + length.length + resource.length);
        System.arraycopy(length, 0, whole, head.length, length.length);
        System.arraycopy(resource, 0, whole, head.length + length.length, resource.length);
        return whole;
    }

    private static byte[] varint(int value) {
        byte[] bytes = new byte[5];
        int used = 0;
        int rest = value;
        while (rest > 0x7F) {
            bytes[used++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[used++] = (byte) rest;
        return Arrays.copyOf(bytes, used);
    }

    private void deadLetter(Record<byte[], byte[]> message, byte[] value, String why) {
        RecordMetadata place = context().recordMetadata().orElse(null);
        DeadLetter letter = new DeadLetter(
                DeadLetter.Reason.UNREADABLE,
                why,
                place == null ? "" : place.topic(),
                place == null ? 0 : place.partition(),
                place == null ? 0 : place.offset());
        DeadLetter.Content content = letter.content(message.key(), value, message.headers(), maxBytes);
        context()
                .forward(
                        new Record<>(content.key(), content.value(), message.timestamp(), content.headers()),
                        DEAD_LETTERS);
    }
}
