package dev.sluice.http;

import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.PathTemplate;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request of Jetty's and its one answer. */
final class Exchange {
    private static final List<String> FORWARDED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Metrics metrics;
    private final long began = System.nanoTime();
    private final AtomicBoolean answered = new AtomicBoolean();
    private String route = "other";

    Exchange(Request request, Response response, Callback callback, Metrics metrics) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.metrics = metrics;
    }

    String method() {
        return request.getMethod();
    }

    /** Under which name it is counted. */
    void meter(String path) {
        route = path;
    }

    /** The path, decoded. */
    String path() {
        return "/" + String.join("/", segments());
    }

    /** The segments of the path, each decoded by itself: a slash inside one separates nothing. */
    List<String> segments() {
        String raw = Optional.ofNullable(request.getHttpURI().getPath())
                .filter(path -> path.startsWith("/"))
                .orElse("/");
        return PathTemplate.split(raw).stream().map(Exchange::decoded).toList();
    }

    private static String decoded(String segment) {
        try {
            return java.net.URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "the path has a % that is no encoded byte");
        }
    }

    /** The request without its body. */
    HttpRequest request(Map<String, String> parameters) {
        return new HttpRequest(method(), path(), parameters, query(), this::header, new byte[0], isLocal());
    }

    /** What a proxy on this machine passes on may come from anywhere. */
    private boolean isLocal() {
        return FORWARDED.stream().allMatch(name -> header(name).isEmpty())
                && request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                && request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress local
                && (remote.getAddress().isLoopbackAddress()
                        || remote.getAddress().equals(local.getAddress()));
    }

    private Map<String, List<String>> query() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        try {
            Request.extractQueryParameters(request).forEach(field -> values.put(field.getName(), field.getValues()));
        } catch (RuntimeException e) {
            throw new ProblemException(400, "the query cannot be read: it has a % that is no encoded byte");
        }
        return values;
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Length of the body as the client says; -1 where it does not. */
    long contentLength() {
        return request.getLength();
    }

    /** Whether the client sends its body only after it is told to go on. */
    boolean waitsToSend() {
        return request.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString());
    }

    Content.Source body() {
        return request;
    }

    /** Answers; a second answer is dropped. */
    void send(HttpResponse.Full full) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        HttpResponse.Full sent = isKnown(full) ? notModified(full) : full;
        response.setStatus(sent.status());
        sent.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        byte[] body = encoded(sent);
        if (!sent.contentType().isEmpty()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, sent.contentType());
        }
        if (sent.status() != 204 && sent.status() != 304) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        metrics.answered(method(), route, sent.status(), System.nanoTime() - began);
        boolean headersOnly = method().equals("HEAD");
        response.write(true, ByteBuffer.wrap(headersOnly ? new byte[0] : body), callback);
    }

    /** Answers with a stream; the exchange ends with it. */
    void stream(EventStreams streams, HttpResponse.Events events) {
        if (method().equals("HEAD")) {
            send(new HttpResponse.Full(200, EventStreams.TYPE, new byte[0], Map.of("Cache-Control", "no-store")));
            return;
        }
        streams.open(response, callback, events.taker());
        answered.set(true);
        metrics.answered(method(), route, 200, System.nanoTime() - began);
    }

    private boolean isKnown(HttpResponse.Full full) {
        Optional<String> tag = Optional.ofNullable(full.headers().get("ETag"));
        return tag.isPresent()
                && header("If-None-Match")
                        .filter(known -> known.contains(tag.get()) || known.equals("*"))
                        .isPresent();
    }

    private static HttpResponse.Full notModified(HttpResponse.Full full) {
        return new HttpResponse.Full(304, "", new byte[0], full.headers());
    }

    private byte[] encoded(HttpResponse.Full full) {
        if (!Gzip.isWorthwhile(full)) {
            return full.body();
        }
        response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
        if (!Gzip.isAccepted(header("Accept-Encoding").orElse(""))) {
            return full.body();
        }
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        return Gzip.of(full.body());
    }
}
