package dev.sluice.topology.service;

import java.util.ArrayList;
import java.util.List;

/**
 * The inputs that the services of a task have taken in since they were all written, in the order in which they came.
 *
 * <p>It is one list for all services, because each report adds to it: a list for each service would be in another place of the
 * memory each time.
 */
final class InputLog {
    private final List<ServiceKey> services = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();
    private long start;

    /** Notes that a service has taken in an input. */
    void add(ServiceKey service, Input input) {
        services.add(service);
        inputs.add(input);
    }

    /** Returns the position behind the newest input; those of later inputs are at least that. */
    long end() {
        return start + inputs.size();
    }

    /** Returns the inputs of a service from a position on. Takes long, and is needed only where an input fails. */
    List<Input> of(ServiceKey service, long from) {
        List<Input> found = new ArrayList<>();
        for (int i = (int) Math.max(0, from - start); i < inputs.size(); i++) {
            if (services.get(i).equals(service)) {
                found.add(inputs.get(i));
            }
        }
        return found;
    }

    /** Forgets the inputs: all services have been written. */
    void clear() {
        start = end();
        services.clear();
        inputs.clear();
    }
}
