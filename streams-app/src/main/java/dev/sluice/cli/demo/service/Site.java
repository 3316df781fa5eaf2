package dev.sluice.cli.demo.service;

import dev.sluice.allocation.Pool;
import java.time.Duration;

/**
 * A pool that a service of the demo runs on.
 *
 * @param pool the pool as it is declared
 * @param perReplica what one replica of the service serves there, units per second; 0 if that depends on the requests
 * @param startsIn what one really needs there from the order until it serves, which Sluice has to learn
 */
public record Site(Pool pool, double perReplica, Duration startsIn) {
    public String name() {
        return pool.name();
    }
}
