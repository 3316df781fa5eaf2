package dev.sluice.executor.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.schemas.IoFault;
import java.time.Duration;

/**
 * What came back for a request.
 *
 * @param code HTTP status; 0: no answer came
 * @param body the object, or the server's Status of a failure
 * @param retryAfter how long the server wants to be left alone
 */
public record Reply(int code, JsonNode body, Duration retryAfter) {
    /** No answer came. */
    static Reply none(Throwable cause) {
        return new Reply(
                0, JsonNodeFactory.instance.objectNode().put("message", IoFault.describe(cause)), Duration.ZERO);
    }

    public boolean isDone() {
        return code >= 200 && code < 300;
    }

    /** What the server says about a failure, in its words. */
    public String message() {
        return body.path("message").asText("").strip();
    }
}
