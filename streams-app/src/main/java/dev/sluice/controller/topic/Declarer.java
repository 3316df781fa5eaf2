package dev.sluice.controller.topic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Which object a record was written for. It travels in the record's header {@code sluice-declared-by}, so that it is known
 * which records may be ended when an object is gone: {@code kubernetes/CLUSTER/NAMESPACE/NAME}.
 */
public record Declarer(String cluster, String namespace, String name) {
    static final String HEADER = "sluice-declared-by";
    private static final Pattern FORM = Pattern.compile("kubernetes/(.+)/([^/]+)/([^/]+)");

    /** Who a record was written for; empty if by hand. */
    static Optional<Declarer> of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(new String(header.value(), StandardCharsets.UTF_8));
        return form.matches()
                ? Optional.of(new Declarer(form.group(1), form.group(2), form.group(3)))
                : Optional.empty();
    }

    public List<Header> headers() {
        return List.of(new RecordHeader(HEADER, toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "kubernetes/" + cluster + "/" + namespace + "/" + name;
    }
}
