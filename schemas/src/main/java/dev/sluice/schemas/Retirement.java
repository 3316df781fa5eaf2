package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The mark of a policy's deletion (a record without a value) that ends the service too: what was learned of it is deleted,
 * and it claims nothing any more. Without the mark the service has no policy from then on, and is remembered.
 */
public final class Retirement {
    private static final String HEADER = "sluice.retire";

    private Retirement() {}

    /** The headers of a record that ends a service. */
    public static Headers headers() {
        return new RecordHeaders().add(new RecordHeader(HEADER, "1".getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether these are the headers of such a record. */
    public static boolean isIn(Headers headers) {
        return headers.lastHeader(HEADER) != null;
    }
}
