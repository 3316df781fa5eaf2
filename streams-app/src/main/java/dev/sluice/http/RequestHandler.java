package dev.sluice.http;

import dev.sluice.http.limits.HttpLimits;
import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Bearer;
import dev.sluice.http.routing.Routes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one request: find its route, check who calls, read the body without holding a thread, ask the handler, write
 * the answer. Whatever goes wrong on the way ends as a problem.
 */
final class RequestHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    /** A body of this length, bytes, is read whatever others take: reports of one instance are shorter. */
    private static final int SMALL = 16 * 1024;

    private final Routes routes;
    private final Bearer bearer;
    private final HttpLimits limits;
    private final Metrics metrics;
    private final EventStreams streams;
    private final RequestMemory bodies;
    private final StaticFiles files = new StaticFiles("web");

    RequestHandler(Routes routes, Bearer bearer, HttpLimits limits, Metrics metrics, EventStreams streams) {
        this.routes = routes;
        this.bearer = bearer;
        this.limits = limits;
        this.metrics = metrics;
        this.streams = streams;
        this.bodies = new RequestMemory(limits.bodyBytes(), 2 * SMALL, 503);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, metrics);
        SecurityHeaders.add(response);
        try {
            begin(exchange);
        } catch (ProblemException refusal) {
            refuse(exchange, refusal);
        } catch (RuntimeException e) {
            fail(exchange, e);
        }
        return true;
    }

    private void begin(Exchange exchange) {
        List<String> path = exchange.segments();
        String method = exchange.method().equals("HEAD") ? "GET" : exchange.method();
        Optional<Routes.Found> found = routes.find(method, path);
        if (found.isPresent()) {
            serve(exchange, found.get());
            return;
        }
        Set<String> methods = routes.methods(path);
        if (!methods.isEmpty()) {
            otherMethod(exchange, methods);
            return;
        }
        Optional<HttpResponse.Full> file = method.equals("GET") ? files.find(exchange.path()) : Optional.empty();
        exchange.send(file.orElseThrow(() -> new ProblemException(404, "there is nothing at " + exchange.path())));
    }

    private static void otherMethod(Exchange exchange, Set<String> methods) {
        String allowed = String.join(", ", methods);
        if (exchange.method().equals("OPTIONS")) {
            exchange.send(HttpResponse.empty(204).with("Allow", allowed));
            return;
        }
        throw new ProblemException(405, exchange.method() + " is not possible here, but " + allowed)
                .with("Allow", allowed);
    }

    private void serve(Exchange exchange, Routes.Found found) {
        Routes.Route route = found.route();
        exchange.meter(route.path());
        HttpRequest request = exchange.request(found.parameters());
        bearer.refusal(route.access(), request).ifPresent(refusal -> {
            throw refusal;
        });
        if (route.maxBody() == 0) {
            answer(exchange, route, request);
            return;
        }
        if (exchange.contentLength() > route.maxBody()) {
            throw tooLong(route);
        }
        RequestMemory.Share memory = bodies.open();
        IncomingBody body = new IncomingBody(exchange.body(), route.maxBody(), memory);
        whenRead(body, (bytes, error) -> {
            try (memory) {
                if (body.isTooLong()) {
                    throw tooLong(route);
                }
                if (body.refusal().isPresent()) {
                    throw body.refusal().get();
                }
                if (error != null) {
                    throw unread(error);
                }
                answer(exchange, route, request.with(bytes));
            } catch (RuntimeException e) {
                fail(exchange, e);
            }
        });
    }

    /** Answers without the body; one that is already on its way is dropped first, else its sender may not see the answer. */
    private void refuse(Exchange exchange, ProblemException refusal) {
        if (exchange.waitsToSend()) {
            fail(exchange, refusal);
        } else {
            whenRead(new IncomingBody(exchange.body(), 0, bodies.open()), (bytes, error) -> fail(exchange, refusal));
        }
    }

    /** Goes on when the body has come, or not in time, while no thread waits for it. */
    private void whenRead(IncomingBody body, BiConsumer<byte[], Throwable> next) {
        CompletableFuture<byte[]> unused = body.read()
                .orTimeout(limits.requestTime().toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(next, getServer().getThreadPool());
    }

    private ProblemException unread(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof TimeoutException
                ? new ProblemException(
                        408,
                        "the body did not come within " + limits.requestTime().toSeconds() + " s")
                : new ProblemException(400, "the body could not be read");
    }

    private static ProblemException tooLong(Routes.Route route) {
        return new ProblemException(413, "the body is longer than " + route.maxBody() + " bytes");
    }

    private void answer(Exchange exchange, Routes.Route route, HttpRequest request) {
        try {
            HttpResponse response = route.handler().handle(request);
            if (response instanceof HttpResponse.Full full) {
                exchange.send(full);
            } else if (response instanceof HttpResponse.Events events) {
                exchange.stream(streams, events);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(exchange, e);
        } catch (Exception e) {
            fail(exchange, e);
        }
    }

    private static void fail(Exchange exchange, Exception error) {
        if (error instanceof ProblemException problem) {
            exchange.send(problem.response());
            return;
        }
        LOG.error("No answer to {} {}", exchange.method(), exchange.path(), error);
        exchange.send(
                Problem.of(500, "Sluice could not answer; its log says why").response());
    }
}
