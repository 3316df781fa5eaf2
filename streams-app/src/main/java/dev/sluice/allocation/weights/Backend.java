package dev.sluice.allocation.weights;

import dev.sluice.policy.Checks;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What can be sent traffic: one instance where instances are known, else a pool as a whole.
 *
 * @param pool name of the pool; empty where the service has one
 * @param instance name of the instance; empty for the pool as a whole
 * @param address where it listens; empty where not known
 * @param ready replicas that are useful now; a starting one is not
 * @param perReplica measured capacity of one replica, units a second
 */
public record Backend(String pool, Optional<String> instance, Optional<Address> address, int ready, double perReplica) {
    public Backend {
        Checks.amount("ready", ready);
        Checks.amount("perReplica", perReplica);
    }

    /** A pool as a whole, without an address of its own. */
    public static Backend ofPool(String pool, int ready, double perReplica) {
        return new Backend(pool, Optional.empty(), Optional.empty(), ready, perReplica);
    }

    /** Capacity that is useful now, units a second. */
    public double capacity() {
        return ready * perReplica;
    }

    /** Host and port. */
    public record Address(String host, int port) {
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]+");

        public Address {
            // nothing that could end a line of a load balancer's file
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("not a host: " + host);
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port must be from 1 to 65535, not " + port);
            }
        }
    }
}
