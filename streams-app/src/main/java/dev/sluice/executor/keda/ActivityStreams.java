package dev.sluice.executor.keda;

import dev.sluice.executor.Target;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of {@code StreamIsActive}. Each is told at once when its target begins or ends to have replicas, and
 * nothing while that is not known. A client that does not read gets the newest state once it reads again.
 */
final class ActivityStreams {
    private final Map<Target, Set<Stream>> open = new ConcurrentHashMap<>();
    private final Function<Target, Optional<Boolean>> isActive;

    /** @param isActive whether a target has replicas by its order in force; empty: not known */
    ActivityStreams(Function<Target, Optional<Boolean>> isActive) {
        this.isActive = isActive;
    }

    /** Keeps a call open, and tells it the state. */
    void open(Target target, ServerCallStreamObserver<byte[]> call) {
        Stream stream = new Stream(target, call);
        call.setOnCancelHandler(() -> close(stream));
        call.setOnReadyHandler(stream::tell);
        open.computeIfAbsent(target, unused -> ConcurrentHashMap.newKeySet()).add(stream);
        stream.tell();
    }

    private void close(Stream stream) {
        open.computeIfPresent(stream.target, (target, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
        });
    }

    /** The order in force of a target may have changed. */
    void changed(Target target) {
        open.getOrDefault(target, Set.of()).forEach(Stream::tell);
    }

    int count() {
        return open.values().stream().mapToInt(Set::size).sum();
    }

    private final class Stream {
        private final Target target;
        private final ServerCallStreamObserver<byte[]> call;
        private @Nullable Boolean told;

        Stream(Target target, ServerCallStreamObserver<byte[]> call) {
            this.target = target;
            this.call = call;
        }

        /** Sends the state of this moment, if it is another than was sent and the client reads. */
        synchronized void tell() {
            Optional<Boolean> now = isActive.apply(target);
            if (now.isPresent() && !now.get().equals(told) && call.isReady()) {
                told = now.get();
                call.onNext(ScalerMessages.active(now.get()));
            }
        }
    }
}
