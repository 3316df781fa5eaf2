package dev.sluice.http;

import dev.sluice.http.message.EventStream;
import dev.sluice.http.message.ProblemException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** The open event streams of a server: a bounded number, each of which is heard of every few seconds. */
final class EventStreams {
    static final String TYPE = "text/event-stream";

    private static final long BEAT_SECONDS = 15;

    private final int most;
    private final int bytes;
    private final Scheduler scheduler;
    private final Set<JettyEventStream> open = ConcurrentHashMap.newKeySet();

    EventStreams(int most, int bytes, Scheduler scheduler) {
        this.most = most;
        this.bytes = bytes;
        this.scheduler = scheduler;
    }

    /** Answers with a stream and gives it to its taker. */
    void open(Response response, Callback end, Consumer<EventStream> taker) {
        if (open.size() >= most) {
            throw new ProblemException(503, "there are " + most + " event streams already, the most that are served")
                    .with("Retry-After", "10");
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        // a proxy such as nginx passes each event on at once
        response.getHeaders().put("X-Accel-Buffering", "no");
        JettyEventStream stream = new JettyEventStream(response, end, bytes);
        open.add(stream);
        stream.onClose(() -> open.remove(stream));
        taker.accept(stream);
        stream.beat();
        beatLater(stream);
    }

    private void beatLater(JettyEventStream stream) {
        scheduler.schedule(
                () -> {
                    if (stream.isOpen()) {
                        stream.beat();
                        beatLater(stream);
                    }
                },
                BEAT_SECONDS,
                TimeUnit.SECONDS);
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** Ends all of them. */
    void close() {
        open.forEach(JettyEventStream::close);
    }
}
