package dev.sluice.executor.keda;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.sluice.executor.Target;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What KEDA asks about: {@code message ScaledObjectRef} of {@code externalscaler.proto}.
 *
 * @param metadata of the trigger: {@code service}, {@code pool}, {@code metricName} and {@code tolerance}, and what KEDA
 *     itself reads
 */
record ScaledObjectRef(String name, String namespace, Map<String, String> metadata) {
    static final String SERVICE = "service";
    static final String POOL = "pool";
    static final String METRIC_NAME = "metricName";
    static final String TOLERANCE = "tolerance";
    static final String DEFAULT_METRIC = "sluice-desired-replicas";

    private static final int NAME_TAG = tag(1);
    private static final int NAMESPACE_TAG = tag(2);
    private static final int METADATA_TAG = tag(3);
    private static final int KEY_TAG = tag(1);
    private static final int VALUE_TAG = tag(2);

    ScaledObjectRef {
        metadata = Map.copyOf(metadata);
    }

    private static int tag(int field) {
        return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** Reads the message; {@link IOException} if these bytes are none. */
    static ScaledObjectRef read(byte[] message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(message);
        String name = "";
        String namespace = "";
        Map<String, String> metadata = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == NAME_TAG) {
                name = in.readStringRequireUtf8();
            } else if (tag == NAMESPACE_TAG) {
                namespace = in.readStringRequireUtf8();
            } else if (tag == METADATA_TAG) {
                readEntry(in.readByteArray(), metadata);
            } else {
                in.skipField(tag);
            }
        }
        return new ScaledObjectRef(name, namespace, metadata);
    }

    private static void readEntry(byte[] entry, Map<String, String> into) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(entry);
        String key = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == KEY_TAG) {
                key = in.readStringRequireUtf8();
            } else if (tag == VALUE_TAG) {
                value = in.readStringRequireUtf8();
            } else {
                in.skipField(tag);
            }
        }
        into.put(key, value);
    }

    /** The service and pool that the trigger names; {@link IllegalArgumentException} if it names none. */
    Target target() {
        String service = metadata.getOrDefault(SERVICE, "").strip();
        if (service.isEmpty()) {
            throw new IllegalArgumentException("the trigger of " + this
                    + " does not say whose replicas it scales: add service: NAME to its metadata"
                    + " and, for a service with pools, pool: NAME");
        }
        return new Target(service, metadata.getOrDefault(POOL, "").strip());
    }

    String metricName() {
        return metadata.getOrDefault(METRIC_NAME, DEFAULT_METRIC);
    }

    /** Relative change that the HPA ignores, as the trigger says; {@link IllegalArgumentException} if it is no share. */
    double tolerance() {
        String stated = metadata.getOrDefault(TOLERANCE, "0").strip();
        if (!stated.matches("0?\\.\\d{1,9}|0")) {
            throw new IllegalArgumentException(
                    "tolerance '" + stated + "' in the trigger of " + this + " is no share below 1, such as 0.1");
        }
        return Double.parseDouble(stated);
    }

    @Override
    public String toString() {
        return "ScaledObject " + namespace + "/" + name;
    }
}
