package dev.sluice.control.message.history;

import dev.sluice.demand.DemandWindow;
import dev.sluice.text.NumberText;

/**
 * What a service did in a window of its past.
 *
 * @param window its demand, and what its replicas told
 * @param replicas mean number of ready replicas, above 0
 */
public record PastWindow(DemandWindow window, double replicas) {
    public PastWindow {
        if (!(replicas > 0) || Double.isInfinite(replicas)) {
            throw new IllegalArgumentException(
                    "a window is served by more than 0 replicas, not " + NumberText.exactly(replicas));
        }
    }
}
