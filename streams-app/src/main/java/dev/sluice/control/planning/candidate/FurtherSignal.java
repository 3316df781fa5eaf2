package dev.sluice.control.planning.candidate;

import dev.sluice.demand.Signal;
import dev.sluice.sizing.ReplicaCount;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A signal in addition to the one that is forecast, as measured in one window.
 *
 * @param signal the signal
 * @param level its level, or units per second; empty if it was not reported
 * @param perReplica what one replica handles of it; empty while unknown
 */
public record FurtherSignal(Signal signal, OptionalDouble level, OptionalDouble perReplica) {
    /**
     * Returns true if the signal can propose a replica count. Without a known capacity it is ignored, or nothing could
     * ever scale down.
     */
    boolean counts() {
        return perReplica.isPresent();
    }

    /** Returns the replica count that the signal asks for; empty if it was not reported. */
    public OptionalInt size() {
        return level.isPresent() && perReplica.isPresent()
                ? OptionalInt.of(ReplicaCount.carrying(level.getAsDouble(), perReplica.getAsDouble()))
                : OptionalInt.empty();
    }
}
