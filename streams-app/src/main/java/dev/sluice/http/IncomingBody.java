package dev.sluice.http;

import dev.sluice.http.limits.RequestMemory;
import dev.sluice.http.message.ProblemException;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Content;

/**
 * The body of a request as it comes, read without a thread that waits for it.
 *
 * <p>What is beyond the longest that is kept is read too, up to a bound, and dropped: if the connection closes while a client
 * is still sending, the client sees a reset instead of the answer.
 */
final class IncomingBody {
    /** Bytes that are read and dropped before the connection is closed all the same. */
    static final int MOST_DROPPED = 32 << 20;

    private final Content.Source source;
    private final int longest;
    private final RequestMemory.Share memory;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> end = new CompletableFuture<>();
    private final AtomicLong length = new AtomicLong();
    private final AtomicReference<ProblemException> refusal = new AtomicReference<>();

    /** A body of which nothing has been read yet; what is kept of it is taken from {@code memory}. */
    IncomingBody(Content.Source source, int longest, RequestMemory.Share memory) {
        this.source = source;
        this.longest = longest;
        this.memory = memory;
    }

    /** Reads it; completes with what is kept of it when the client has sent all, or more than is read. */
    CompletableFuture<byte[]> read() {
        next();
        return end;
    }

    /** Whether more has come than is kept. */
    boolean isTooLong() {
        return length.get() > longest;
    }

    /** Why it was not kept, where there was no memory for it. */
    Optional<ProblemException> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    private void next() {
        Content.Chunk chunk = source.read();
        while (chunk != null && !ends(chunk)) {
            chunk = source.read();
        }
        if (chunk == null) {
            source.demand(this::next);
        }
    }

    private boolean ends(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            end.completeExceptionally(chunk.getFailure());
            return true;
        }
        long read = length.addAndGet(chunk.remaining());
        keep(chunk);
        chunk.release();
        boolean last = chunk.isLast() || read > (long) longest + MOST_DROPPED;
        if (last) {
            end.complete(kept.toByteArray());
        }
        return last;
    }

    private void keep(Content.Chunk chunk) {
        if (isTooLong() || !hasRoomFor(chunk.remaining())) {
            kept.reset();
            return;
        }
        byte[] bytes = new byte[chunk.remaining()];
        chunk.get(bytes, 0, bytes.length);
        kept.write(bytes, 0, bytes.length);
    }

    /** It is kept as it comes, and once more as a whole. */
    private boolean hasRoomFor(int bytes) {
        try {
            memory.take(2L * bytes);
        } catch (ProblemException e) {
            refusal.compareAndSet(null, e);
        }
        return refusal().isEmpty();
    }
}
