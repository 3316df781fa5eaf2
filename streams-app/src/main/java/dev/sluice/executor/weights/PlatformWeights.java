package dev.sluice.executor.weights;

import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.WeightFormat;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands weights to a platform that keeps them, in its threads: for each service one call at a time, then the newest weights. What
 * failed is logged once and tried again after ten seconds.
 */
final class PlatformWeights {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformWeights.class);
    private static final long RETRY_NANOS = Duration.ofSeconds(10).toNanos();

    private final WeightSink sink;
    private final List<WeightFormat> formats;
    private final PlatformCalls calls;
    private final LongSupplier nanos;
    private final Map<String, Weights> kept = new HashMap<>();
    private final Map<String, String> troubles = new HashMap<>();
    private final Map<String, Due> due = new LinkedHashMap<>();
    private final Map<String, Handed> handed = new LinkedHashMap<>();

    private record Due(Weights weights, long atNanos) {}

    private record Handed(Weights weights, PlatformCall<Boolean> call) {}

    /** Key of the calls for a service. */
    private record WeightsOf(String service) {}

    PlatformWeights(WeightSink sink, List<WeightFormat> formats, PlatformCalls calls, LongSupplier nanos) {
        this.sink = sink;
        this.formats = List.copyOf(formats);
        this.calls = calls;
        this.nanos = nanos;
    }

    /** These weights are to be kept, in place of those that still wait. */
    void keep(Weights weights) {
        String service = weights.service();
        if (weights.equals(kept.get(service)) && !handed.containsKey(service)) {
            due.remove(service);
        } else {
            due.merge(
                    service,
                    new Due(weights, nanos.getAsLong()),
                    // what failed waits for its time, whatever changes meanwhile
                    (waiting, now) -> new Due(weights, waiting.atNanos()));
        }
    }

    /** Another executor keeps the weights of a service. */
    void forget(String service) {
        kept.remove(service);
        due.remove(service);
        troubles.remove(service);
    }

    /** Takes in the calls that have ended, and makes those that are due. */
    void advance() {
        for (Map.Entry<String, Handed> one : List.copyOf(handed.entrySet())) {
            one.getValue().call().result().ifPresent(result -> {
                handed.remove(one.getKey());
                ended(one.getKey(), one.getValue().weights(), result);
            });
        }
        for (Map.Entry<String, Due> one : List.copyOf(due.entrySet())) {
            WeightsOf key = new WeightsOf(one.getKey());
            if (!calls.isBusy(key) && nanos.getAsLong() - one.getValue().atNanos() >= 0) {
                due.remove(one.getKey());
                Weights weights = one.getValue().weights();
                handed.put(one.getKey(), new Handed(weights, calls.start(key, () -> hand(weights))));
            }
        }
    }

    private boolean hand(Weights weights) {
        try {
            sink.keep(
                    weights,
                    formats.stream()
                            .filter(format -> format.fits(weights))
                            .collect(Collectors.toMap(WeightFormat::fileName, format -> format.render(weights))));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void ended(String service, Weights weights, PlatformCall.Result<Boolean> result) {
        if (result.value().isPresent()) {
            kept.put(service, weights);
            troubles.remove(service);
            return;
        }
        due.merge(
                service,
                new Due(weights, nanos.getAsLong() + RETRY_NANOS),
                (newer, failed) -> new Due(newer.weights(), failed.atNanos()));
        if (!result.failure().equals(troubles.put(service, result.failure()))) {
            LOG.warn("Weights of {} are not kept, it is tried again: {}", service, result.failure());
        }
    }
}
