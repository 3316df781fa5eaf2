package dev.sluice.control.planning;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.PlausibleDemand;
import dev.sluice.sizing.PlausibleDemand.Verdict;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What is plausible of each signal of a service. */
final class PlausibleSignals {
    private final EnumMap<Signal, PlausibleDemand> signals = new EnumMap<>(Signal.class);

    /** Takes in the level of a signal in a closed window; {@code perReplica} is what one replica serves of it. */
    Verdict take(Signal signal, double level, DemandWindow window, OptionalDouble perReplica, ScalingPolicy policy) {
        return of(signal).take(level, window.seconds(), window.to().toEpochMilli(), servable(perReplica, policy));
    }

    PlausibleDemand of(Signal signal) {
        return signals.computeIfAbsent(signal, s -> new PlausibleDemand());
    }

    /** Returns what the service serves at its largest. */
    static PlausibleDemand.Service servable(OptionalDouble perReplica, ScalingPolicy policy) {
        return perReplica.isPresent()
                ? PlausibleDemand.Service.of(
                        perReplica.getAsDouble(), policy.replicas().max())
                : PlausibleDemand.Service.UNKNOWN;
    }

    void clear() {
        signals.clear();
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(signals.size());
        for (Map.Entry<Signal, PlausibleDemand> signal : signals.entrySet()) {
            out.writeByte(signal.getKey().code());
            signal.getValue().write(out);
        }
    }

    void read(DataInput in) throws IOException {
        signals.clear();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            signals.put(Signal.ofCode(in.readUnsignedByte()), PlausibleDemand.read(in));
        }
    }
}
