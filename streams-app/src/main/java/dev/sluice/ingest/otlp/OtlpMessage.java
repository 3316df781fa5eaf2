package dev.sluice.ingest.otlp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of metrics as its parts, one for each resource. Each part is read by itself, so that one that cannot be read loses only
 * itself. {@code ExportMetricsServiceRequest} and {@code MetricsData} have the same form.
 */
public record OtlpMessage(List<Part> parts) {
    private static final int RESOURCE_METRICS = tag();
    private static final JsonMapper JSON = new JsonMapper();

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

    /** Reads a message; IOException where it is none as a whole. */
    public static OtlpMessage read(byte[] message, Encoding encoding) throws IOException {
        return new OtlpMessage(encoding == Encoding.JSON ? json(message) : protobuf(message));
    }

    private static List<Part> protobuf(byte[] message) throws IOException {
        List<Part> parts = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == RESOURCE_METRICS) {
                parts.add(protobufPart(in.readBytes()));
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
        return parts;
    }

    private static Part protobufPart(ByteString bytes) {
        try {
            return new Part(bytes.toByteArray(), Optional.of(ResourceMetrics.parseFrom(bytes)), "");
        } catch (InvalidProtocolBufferException e) {
            return new Part(bytes.toByteArray(), Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static List<Part> json(byte[] message) throws IOException {
        JsonNode root = tree(message);
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

    private static JsonNode tree(byte[] message) throws IOException {
        try {
            JsonNode root = JSON.readTree(message);
            if (!root.isObject()) {
                throw new IOException("the message is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new IOException("the message is not JSON: " + e.getOriginalMessage(), e);
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
