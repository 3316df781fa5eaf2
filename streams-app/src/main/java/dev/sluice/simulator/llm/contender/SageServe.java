package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * SageServe's reactive rule: one replica more where memory is used beyond half or requests wait at the gateway, then none for
 * a start-up time; one less below a quarter. It looks each second.
 *
 * <p>Source: kjain1810/SageServe. Kept on purpose: memory is counted as its simulator does, 138 GB of weights and 2.6 MB a
 * token (without grouped-query attention) of 640 GB; with less a token it would never add a replica. Its spot pool is left
 * out.
 */
final class SageServe implements FleetController {
    private static final double MEMORY = 640e9;
    private static final double WEIGHTS = 138e9;
    private static final double BYTES_PER_TOKEN = 2 * 2 * 80 * 8192;
    private static final double HIGH = .5;
    private static final double LOW = .25;

    private final double kvTokens;
    private final double startup;
    private double waitsUntil;

    /**
     * The rule for one run.
     *
     * @param kvTokens that the KV cache of a replica holds
     * @param startup mean time of a start, s
     */
    SageServe(double kvTokens, double startup) {
        this.kvTokens = kvTokens;
        this.startup = startup;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        if (fleet.now() < waitsUntil) {
            return OptionalInt.empty();
        }
        double memory = (WEIGHTS + fleet.kvUsage() * kvTokens * BYTES_PER_TOKEN) / MEMORY;
        if (memory > HIGH || fleet.gateway() > 0) {
            waitsUntil = fleet.now() + Math.max(1, startup);
            return OptionalInt.of(fleet.wanted() + 1);
        }
        return memory < LOW && fleet.wanted() > 1 ? OptionalInt.of(fleet.wanted() - 1) : OptionalInt.empty();
    }
}
