package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.OptionalInt;

/** Whoever sizes a fleet of a service that serves a language model. One instance lives through one run. */
public interface FleetController {
    /** Time between two decisions. */
    Duration interval();

    /** The replicas to run from now on; empty: as before. Looks at the fleet come in order of time. */
    OptionalInt decide(FleetView fleet);
}
