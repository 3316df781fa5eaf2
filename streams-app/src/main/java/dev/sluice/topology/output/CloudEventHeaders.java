package dev.sluice.topology.output;

import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers by which readers of CloudEvents know commands and decisions, whose keys and values stay as they are.
 *
 * <p>Source: CloudEvents 1.0.2, Kafka Protocol Binding, binary content mode. The type of the content is left out, because
 * it depends on the serde in use.
 *
 * @param which which records get them
 * @param source the application that decides
 */
public record CloudEventHeaders(Which which, String source) {
    /** No record gets any. */
    public static final CloudEventHeaders NONE = new CloudEventHeaders(Which.NONE, "");

    private static final String COMMAND = "dev.sluice.scaling.command.v1";
    private static final String DECISION = "dev.sluice.scaling.decision.v1";

    /** The records that get headers. */
    public enum Which {
        NONE,
        COMMANDS,
        ALL
    }

    /** The headers of an output; none for most. */
    Headers of(Output output) {
        if (output instanceof Output.Command command && which != Which.NONE) {
            String id = command.service() + "/" + command.generation() + "/" + command.pool();
            return headers(COMMAND, id, command.service(), command.issuedAt().toString());
        }
        if (output instanceof Output.Decided decided && which == Which.ALL) {
            Decision decision = decided.decision();
            return headers(
                    DECISION, decision.id(), decision.service(), decision.at().toString());
        }
        return new RecordHeaders();
    }

    private Headers headers(String type, String id, String subject, String time) {
        Headers headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", id);
        add(headers, "ce_source", "/" + source);
        add(headers, "ce_type", type);
        add(headers, "ce_time", time);
        add(headers, "ce_subject", subject);
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
