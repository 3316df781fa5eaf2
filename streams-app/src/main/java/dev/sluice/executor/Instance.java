package dev.sluice.executor;

import dev.sluice.allocation.weights.Backend.Address;
import java.util.Optional;

/**
 * One running replica.
 *
 * @param name name that the platform gave it
 * @param address where it takes traffic; empty where the platform does not say
 * @param ready whether it is ready now
 */
public record Instance(String name, Optional<Address> address, boolean ready) {}
