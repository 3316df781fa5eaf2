package dev.sluice.control.planning;

import dev.sluice.forecast.Signal;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A signal beside the one that is forecast, as one window has it.
 *
 * @param signal the signal
 * @param level its level, or units per second; empty where it was not reported
 * @param perReplica what one replica bears of it; empty while nothing tells
 */
record FurtherSignal(Signal signal, OptionalDouble level, OptionalDouble perReplica) {
    /** Whether it can ask for a size at all: one of unknown capacity is left out, or nothing could ever shrink. */
    boolean counts() {
        return perReplica.isPresent();
    }

    /** The size that it asks for; empty where it was not reported. */
    OptionalInt size() {
        return level.isPresent() && perReplica.isPresent()
                ? OptionalInt.of((int)
                        Math.min(Integer.MAX_VALUE, Math.ceil(level.getAsDouble() / perReplica.getAsDouble() - 1e-9)))
                : OptionalInt.empty();
    }
}
