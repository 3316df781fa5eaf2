package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;

/**
 * What is scaled: a service in one of its pools.
 *
 * @param pool name of the pool; empty if the service has one
 */
public record Target(String service, String pool) {
    public Target {
        if (service.isEmpty()) {
            throw new IllegalArgumentException("a target names its service");
        }
    }

    /** A service that has one pool. */
    public static Target of(String service) {
        return new Target(service, "");
    }

    /** What a command scales. */
    public static Target of(ScalingCommand command) {
        return new Target(command.getService(), command.getPool());
    }

    /** What an acknowledgement speaks of. */
    public static Target of(ScalingAck ack) {
        return new Target(ack.getService(), ack.getPool());
    }

    @Override
    public String toString() {
        return pool.isEmpty() ? service : service + "/" + pool;
    }
}
