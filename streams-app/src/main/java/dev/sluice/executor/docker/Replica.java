package dev.sluice.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Target;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A container that the executor created.
 *
 * @param created seconds since 1970
 * @param draining whether it was told to end; its name says so, because labels cannot change
 */
record Replica(
        String id, String name, Target target, State state, long created, boolean draining, Optional<Address> address) {
    /** Ends the name of a container that is to go. */
    private static final String DRAINING = ".draining-";

    private static final Set<String> LIVE = Set.of("running", "restarting", "paused");

    /** The oldest come first. The engine tells whole seconds; within one the name decides, because names count up. */
    static final Comparator<Replica> BY_AGE =
            Comparator.comparingLong(Replica::created).thenComparing(Replica::name);

    /** Those that should go first come first: unhealthy ones, then the newest. */
    static final Comparator<Replica> VICTIMS_FIRST =
            Comparator.comparing((Replica one) -> one.state()).thenComparing(BY_AGE.reversed());

    /** What a container can do, from least to most. */
    enum State {
        /** It has ended, or was never started. */
        ENDED,
        UNHEALTHY,
        /** Its health is not known yet, or it starts again after a failure. */
        STARTING,
        READY
    }

    /** A container of the engine's list. */
    static Replica of(JsonNode container, OptionalInt port) {
        String name = container.path("Names").path(0).asText().replaceFirst("^/", "");
        JsonNode labels = container.path("Labels");
        return new Replica(
                container.path("Id").asText(),
                name,
                new Target(
                        labels.path(Labels.SERVICE).asText(),
                        labels.path(Labels.POOL).asText()),
                state(container),
                container.path("Created").asLong(),
                name.contains(DRAINING),
                address(container, port));
    }

    private static State state(JsonNode container) {
        String state = container.path("State").asText();
        String status = container.path("Status").asText();
        if (!LIVE.contains(state)) {
            return State.ENDED;
        }
        // the list tells health only in this text, as in "Up 3 minutes (healthy)"
        if (status.contains("(unhealthy)")) {
            return State.UNHEALTHY;
        }
        return state.equals("running") && !status.contains("(health: starting)") ? State.READY : State.STARTING;
    }

    /** Where it takes traffic within its first network: at this port, or at the lowest that it exposes. */
    private static Optional<Address> address(JsonNode container, OptionalInt port) {
        String host = "";
        for (JsonNode network : container.path("NetworkSettings").path("Networks")) {
            host = host.isEmpty() ? network.path("IPAddress").asText() : host;
        }
        int lowest = Integer.MAX_VALUE;
        for (JsonNode exposed : container.path("Ports")) {
            lowest = Math.min(lowest, exposed.path("PrivatePort").asInt(lowest));
        }
        int at = port.orElse(lowest);
        return host.isEmpty() || at == Integer.MAX_VALUE ? Optional.empty() : Optional.of(new Address(host, at));
    }

    /** Whether it counts as one of its target's. */
    boolean isLive() {
        return !draining && state != State.ENDED;
    }

    boolean isReady() {
        return !draining && state == State.READY;
    }

    /** The name that it gets when it is to go. */
    String drainingName() {
        return name + DRAINING + id.substring(0, Math.min(12, id.length()));
    }

    Instance instance() {
        return new Instance(name, address, isReady());
    }
}
