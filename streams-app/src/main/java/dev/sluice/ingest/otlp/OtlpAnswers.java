package dev.sluice.ingest.otlp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Bodies of answers, in the encoding of the request: the protocol asks for {@code google.rpc.Status} where something failed. */
public final class OtlpAnswers {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int CODE = 1;
    private static final int MESSAGE = 2;

    private OtlpAnswers() {}

    /** All was taken, or some points were refused for a reason. */
    public static byte[] success(OtlpMessage.Encoding encoding, long refused, String why) {
        if (encoding == OtlpMessage.Encoding.JSON) {
            ObjectNode root = JSON.createObjectNode();
            if (refused > 0) {
                root.putObject("partialSuccess")
                        .put("rejectedDataPoints", Long.toString(refused))
                        .put("errorMessage", why);
            }
            return utf8(root.toString());
        }
        ExportMetricsServiceResponse.Builder response = ExportMetricsServiceResponse.newBuilder();
        if (refused > 0) {
            response.setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                    .setRejectedDataPoints(refused)
                    .setErrorMessage(why));
        }
        return response.build().toByteArray();
    }

    /**
     * Nothing was taken.
     *
     * @param code of gRPC, such as 3 for an invalid argument
     */
    public static byte[] failure(OtlpMessage.Encoding encoding, int code, String why) {
        if (encoding == OtlpMessage.Encoding.JSON) {
            return utf8(JSON.createObjectNode()
                    .put("code", code)
                    .put("message", why)
                    .toString());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeInt32(CODE, code);
            out.writeString(MESSAGE, why);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
