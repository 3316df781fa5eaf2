package dev.sluice.executor.webhook;

import dev.sluice.schemas.IoFault;
import dev.sluice.text.DurationText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Sends signed requests. A redirect is not followed: it would take the authorization to whatever host it names. */
final class WebhookClient {
    private static final int LONGEST_BODY = 64 << 10;

    private final Supplier<SigningKeys> keys;
    private final Optional<String> authorization;
    private final Duration timeout;
    private final InstantSource clock;
    private final HttpClient client;

    /**
     * @param keys asked before each request: a file may change
     * @param authorization value of the header of that name
     * @param timeout for the whole of an answer
     */
    WebhookClient(Supplier<SigningKeys> keys, Optional<String> authorization, Duration timeout, InstantSource clock) {
        this.keys = keys;
        this.authorization = authorization;
        this.timeout = timeout;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** A request on its way. */
    final class Sent {
        private final URI uri;
        private final CompletableFuture<HttpResponse<String>> response;
        private final long untilNanos = System.nanoTime() + timeout.toNanos();

        private Sent(HttpRequest request) {
            this.uri = request.uri();
            this.response = client.sendAsync(request, info -> new BoundedText(LONGEST_BODY));
        }

        /** Waits for the answer; {@link IOException} says why there is none. */
        Answer answer() throws IOException, InterruptedException {
            try {
                long left = Math.max(0, untilNanos - System.nanoTime());
                HttpResponse<String> came = response.get(left, TimeUnit.NANOSECONDS);
                return new Answer(
                        came.statusCode(), hidden(came.body()), came.headers().firstValue("Retry-After"));
            } catch (TimeoutException e) {
                throw new IOException(host() + " gave no whole answer within " + DurationText.of(timeout), e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw new IOException(host() + " gave no answer: " + IoFault.describe(cause), cause);
            } finally {
                response.cancel(true);
            }
        }

        private String host() {
            return uri.getScheme() + "://" + uri.getRawAuthority();
        }
    }

    Sent post(URI uri, String id, byte[] body) {
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", id)
                        .POST(BodyPublishers.ofByteArray(body)),
                id,
                body);
    }

    Sent get(URI uri, String id) {
        return send(HttpRequest.newBuilder(uri).GET(), id, new byte[0]);
    }

    private Sent send(HttpRequest.Builder request, String id, byte[] body) {
        long now = clock.instant().getEpochSecond();
        request.header("Accept", "application/json")
                .header("User-Agent", "sluice")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", keys.get().sign(id, now, body));
        authorization.ifPresent(value -> request.header("Authorization", value));
        return new Sent(request.build());
    }

    /** A body without the authorization, which a receiver might repeat in an error. */
    private String hidden(String body) {
        return authorization.map(value -> body.replace(value, "[hidden]")).orElse(body);
    }
}
