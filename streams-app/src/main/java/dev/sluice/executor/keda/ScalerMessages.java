package dev.sluice.executor.keda;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The other messages of {@code externalscaler.proto}, by its field numbers:
 *
 * <pre>
 * IsActiveResponse      { bool result = 1; }
 * GetMetricSpecResponse { repeated MetricSpec metricSpecs = 1; }
 * MetricSpec            { string metricName = 1; int64 targetSize = 2; double targetSizeFloat = 3; }
 * GetMetricsRequest     { ScaledObjectRef scaledObjectRef = 1; string metricName = 2; }
 * GetMetricsResponse    { repeated MetricValue metricValues = 1; }
 * MetricValue           { string metricName = 1; int64 metricValue = 2; double metricValueFloat = 3; }
 * </pre>
 */
final class ScalerMessages {
    private static final int REF_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int METRIC_NAME_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private ScalerMessages() {}

    /** A question for the value of a metric. */
    record MetricsRequest(ScaledObjectRef ref, String metricName) {
        /** Reads the message; {@link IOException} if these bytes are none. */
        static MetricsRequest read(byte[] message) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(message);
            byte[] ref = new byte[0];
            String metricName = "";
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == REF_TAG) {
                    ref = in.readByteArray();
                } else if (tag == METRIC_NAME_TAG) {
                    metricName = in.readStringRequireUtf8();
                } else {
                    in.skipField(tag);
                }
            }
            ScaledObjectRef whole = ScaledObjectRef.read(ref);
            return new MetricsRequest(whole, metricName.isEmpty() ? whole.metricName() : metricName);
        }
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    static byte[] active(boolean result) {
        return message(out -> out.writeBool(1, result));
    }

    /** One metric and its target for each replica. */
    static byte[] metricSpecs(String name, long target) {
        return list(metric(name, (double) target));
    }

    /** One metric and its value. */
    static byte[] metricValues(String name, double value) {
        return list(metric(name, value));
    }

    /** {@code MetricSpec} and {@code MetricValue} have the same fields; older versions of KEDA read the whole number. */
    private static byte[] metric(String name, double number) {
        return message(out -> {
            out.writeString(1, name);
            out.writeInt64(2, (long) Math.ceil(number));
            out.writeDouble(3, number);
        });
    }

    private static byte[] list(byte[] only) {
        return message(out -> out.writeByteArray(1, only));
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }
}
