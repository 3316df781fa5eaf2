package dev.sluice.executor.kubernetes.workload;

import dev.sluice.executor.Outcome;
import dev.sluice.executor.kubernetes.api.Reply;

/**
 * What a request that failed means for its order.
 *
 * @param server address of the API server
 */
public record Refusals(String server) {
    /**
     * The outcome of a refused request.
     *
     * @param verb of the request, in the words of Kubernetes' roles
     * @param subresource of the object, {@code /scale} for example, or nothing
     */
    public Outcome.Failed of(Reply reply, String verb, ObjectRef ref, String subresource) {
        return switch (reply.code()) {
            case 0 -> retry(reply, server + " does not answer: " + reply.message());
            case 401 -> last(server + " does not accept the credentials (401): " + reply.message());
            case 403 ->
                last("not allowed (403): to " + verb + " " + ref.kind().plural() + subresource + " of API group '"
                        + ref.kind().group() + "' in namespace " + ref.namespace() + ". A Role must grant that. "
                        + reply.message());
            case 404 -> last(missing(reply, ref, subresource));
            case 409 -> retry(reply, ref + " was changed by somebody else at the same time (409): " + reply.message());
            case 429 -> retry(reply, server + " throttles requests (429): " + reply.message());
            default ->
                reply.code() >= 500
                        ? retry(reply, server + " failed (" + reply.code() + "): " + reply.message())
                        : last(ref + " is refused (" + reply.code() + "): " + reply.message());
        };
    }

    private static String missing(Reply reply, ObjectRef ref, String subresource) {
        boolean object = reply.body().path("details").path("name").asText("").equals(ref.name());
        if (object || reply.message().isEmpty()) {
            return "there is no " + ref + " (404)";
        }
        return ref + " has no " + (subresource.isEmpty() ? "such path" : subresource) + " (404): " + reply.message();
    }

    private static Outcome.Failed retry(Reply reply, String message) {
        return new Outcome.Failed(message, true, reply.retryAfter());
    }

    private static Outcome.Failed last(String message) {
        return new Outcome.Failed(message, false);
    }
}
