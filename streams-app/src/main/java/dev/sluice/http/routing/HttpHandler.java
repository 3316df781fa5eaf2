package dev.sluice.http.routing;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;

/** Answers the requests of one route. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * The answer. {@link ProblemException} says what is wrong with the request; anything else that is thrown is logged, and
     * the client sees status 500 without a reason.
     */
    HttpResponse handle(HttpRequest request) throws Exception;
}
