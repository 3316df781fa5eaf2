package dev.sluice.executor;

import dev.sluice.allocation.weights.Weights;
import java.io.IOException;
import java.util.Map;

/** Keeps load-balancer weights at a platform, where others read them. It is called by several threads, for one service by one. */
@FunctionalInterface
public interface WeightSink {
    /**
     * Brings what is kept of a service up to date. {@link IOException} says why that failed; it is called again later.
     *
     * @param texts the weights in each wanted format, by the name that a file of it has: {@code nginx.conf}
     */
    void keep(Weights weights, Map<String, String> texts) throws IOException;
}
