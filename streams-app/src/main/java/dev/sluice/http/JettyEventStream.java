package dev.sluice.http;

import dev.sluice.http.message.EventStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A stream over one of Jetty's responses. One write is under way at a time and no thread waits for it; what is sent in
 * the meantime goes together with the next write. A reader that leaves more than {@code most} bytes waiting is dropped.
 */
final class JettyEventStream implements EventStream {
    private final Response response;
    private final Callback end;
    private final int most;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private boolean writing;
    private boolean closing;
    private boolean closed;

    JettyEventStream(Response response, Callback end, int most) {
        this.response = response;
        this.end = end;
        this.most = most;
    }

    @Override
    public void send(String event, String data) {
        append("event: " + event + "\ndata: " + data + "\n\n");
    }

    /** A line that readers skip: without it nobody would notice that a silent reader has gone. */
    void beat() {
        append(": still here\n\n");
    }

    private void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        synchronized (this) {
            if (closed || closing) {
                return;
            }
            waiting.writeBytes(bytes);
            if (waiting.size() <= most) {
                advance();
                return;
            }
        }
        drop();
    }

    /** Starts the next write where none is under way. */
    private synchronized void advance() {
        if (writing || closed) {
            return;
        }
        if (waiting.size() == 0 && !closing) {
            return;
        }
        ByteBuffer next = ByteBuffer.wrap(waiting.toByteArray());
        waiting = new ByteArrayOutputStream();
        writing = true;
        response.write(closing, next, Callback.from(this::written, this::failed));
    }

    private void written() {
        boolean last;
        synchronized (this) {
            writing = false;
            last = closing && waiting.size() == 0;
        }
        if (last) {
            ended();
            end.succeeded();
        } else {
            advance();
        }
    }

    private void failed(Throwable cause) {
        ended();
        end.failed(cause);
    }

    /** Breaks the connection off: the write under way fails, and with it the stream ends. */
    private void drop() {
        ended();
        response.getRequest()
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new EofException("too slow a reader of events"));
    }

    private void ended() {
        List<Runnable> then;
        synchronized (this) {
            closed = true;
            then = List.copyOf(whenClosed);
            whenClosed.clear();
        }
        then.forEach(Runnable::run);
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed && !closing;
    }

    @Override
    public void onClose(Runnable then) {
        synchronized (this) {
            if (!closed) {
                whenClosed.add(then);
                return;
            }
        }
        then.run();
    }

    @Override
    public synchronized void close() {
        closing = true;
        advance();
    }
}
