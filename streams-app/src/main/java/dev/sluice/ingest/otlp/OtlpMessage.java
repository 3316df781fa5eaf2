package dev.sluice.ingest.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.sluice.config.text.JsonFault;
import dev.sluice.ingest.memory.CountedJson;
import dev.sluice.ingest.memory.MessageCost;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A message of metrics as its parts, one for each resource. Each part is read by itself, so that one that cannot be read loses only
 * itself. {@code ExportMetricsServiceRequest} and {@code MetricsData} have the same form.
 */
public record OtlpMessage(List<Part> parts) {
    private static final int RESOURCE_METRICS = tag();
    private static final JsonMapper JSON = new JsonMapper();

    /** A message, its parts, their texts, and each part as it came. */
    private static final int COPIES = 4;

    /** Of a part and what is made of it, bytes. */
    private static final int PART = 512;

    /**
     * What one resource sent.
     *
     * @param raw as it came
     * @param metrics empty where it cannot be read
     * @param why why it cannot
     */
    public record Part(byte[] raw, Optional<ResourceMetrics> metrics, String why) {}

    /** The encoding of a message. */
    public enum Encoding {
        PROTOBUF,
        JSON;

        /** Tells them apart by their first byte: JSON begins with a brace, and no message of metrics in protobuf does. */
        public static Encoding of(byte[] message) {
            for (byte b : message) {
                if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                    return b == '{' ? JSON : PROTOBUF;
                }
            }
            return PROTOBUF;
        }
    }

    private static int tag() {
        return 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /**
     * Reads a message; IOException where it is none as a whole.
     *
     * @param memory takes what it takes, bytes, or throws
     */
    public static OtlpMessage read(byte[] message, Encoding encoding, LongConsumer memory) throws IOException {
        memory.accept((long) COPIES * message.length);
        return new OtlpMessage(encoding == Encoding.JSON ? json(message, memory) : protobuf(message, memory));
    }

    private static List<Part> protobuf(byte[] message, LongConsumer memory) throws IOException {
        List<Part> parts = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == RESOURCE_METRICS) {
                memory.accept(PART);
                parts.add(protobufPart(in.readBytes(), memory));
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
        return parts;
    }

    private static Part protobufPart(ByteString bytes, LongConsumer memory) {
        try {
            MessageCost.take(bytes.newCodedInput(), ResourceMetrics.getDescriptor(), memory);
            return new Part(bytes.toByteArray(), Optional.of(ResourceMetrics.parseFrom(bytes)), "");
        } catch (IOException e) {
            return new Part(bytes.toByteArray(), Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static List<Part> json(byte[] message, LongConsumer memory) throws IOException {
        // as a tree, and as the messages that are made of it
        JsonNode root = tree(message, bytes -> memory.accept(2 * bytes));
        JsonNode resources = root.has("resourceMetrics") ? root.get("resourceMetrics") : root.path("resource_metrics");
        if (!resources.isMissingNode() && !resources.isNull() && !resources.isArray()) {
            throw new IOException("resourceMetrics is not a list");
        }
        List<Part> parts = new ArrayList<>();
        for (JsonNode resource : resources) {
            parts.add(jsonPart(resource));
        }
        return parts;
    }

    private static JsonNode tree(byte[] message, LongConsumer memory) throws IOException {
        try (JsonParser in = new CountedJson(JSON.createParser(message), memory)) {
            JsonNode root = JSON.readTree(in);
            if (root == null || !root.isObject()) {
                throw new IOException("the message is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new IOException("the message is not JSON: " + JsonFault.describe(e), e);
        }
    }

    private static Part jsonPart(JsonNode resource) {
        byte[] raw = resource.toString().getBytes(StandardCharsets.UTF_8);
        try {
            ResourceMetrics.Builder metrics = ResourceMetrics.newBuilder();
            ProtobufJson.merge(resource, metrics);
            return new Part(raw, Optional.of(metrics.build()), "");
        } catch (IOException e) {
            return new Part(raw, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }
}
