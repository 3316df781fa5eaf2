package dev.sluice.allocation.weights;

import dev.sluice.text.Checks;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What can be sent traffic: one instance where instances are known, else a pool as a whole.
 *
 * @param pool name of the pool; empty where the service has one
 * @param instance name of the instance; empty for the pool as a whole
 * @param address where it listens; empty where not known
 * @param ready replicas that are ready now; a starting one is not
 * @param perReplica measured capacity of one replica, units per second
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

    /** Capacity that is ready now, units per second. */
    public double capacity() {
        return ready * perReplica;
    }

    /** Host and port. */
    public record Address(String host, int port) {
        private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:-]+");

        /** The address that a text writes: {@code host:port}, an IPv6 host in brackets. */
        public static Address parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 0 || !text.substring(colon + 1).matches("\\d{1,5}")) {
                throw new IllegalArgumentException("not host:port: " + text);
            }
            String host = text.substring(0, colon);
            boolean brackets = host.startsWith("[") && host.endsWith("]");
            if (!brackets && host.contains(":")) {
                throw new IllegalArgumentException("an IPv6 host stands in brackets, as [::1]:80, not " + text);
            }
            return new Address(
                    brackets ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        }

        public Address {
            // nothing that could end a line of a load balancer's file
            if (!HOST.matcher(host).matches()) {
                throw new IllegalArgumentException("not a host: " + host);
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port must be from 1 to 65535, not " + port);
            }
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}
