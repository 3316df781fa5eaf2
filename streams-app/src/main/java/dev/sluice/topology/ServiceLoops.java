package dev.sluice.topology;

import dev.sluice.control.message.Step;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.output.Publisher;
import dev.sluice.topology.service.Input;
import dev.sluice.topology.service.LiveService;
import dev.sluice.topology.service.LiveServices;
import dev.sluice.topology.service.ServiceKey;
import dev.sluice.topology.service.UnmanagedServices;
import dev.sluice.topology.timing.DueQueue;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The loops of one task's services: they take in inputs, what follows is published, and their next tick is queued. */
final class ServiceLoops {
    private final LiveServices services;
    private final UnmanagedServices unmanaged;
    private final DueQueue due;
    private final Publisher publisher;
    private final BiConsumer<LiveService, Step> publish = this::publish;

    ServiceLoops(LiveServices services, UnmanagedServices unmanaged, DueQueue due, Publisher publisher) {
        this.services = services;
        this.unmanaged = unmanaged;
        this.due = due;
        this.publisher = publisher;
    }

    /** Returns the service if anything is known of it. */
    Optional<LiveService> find(ServiceKey service) {
        return services.find(service);
    }

    /** Returns the service, a new one if nothing is known of it. */
    LiveService get(ServiceKey service) {
        return services.get(service);
    }

    /** Returns the reporting service; empty if it has no policy and no more of those are kept. */
    Optional<LiveService> reporting(ServiceKey service) {
        Optional<LiveService> found = services.find(service);
        if (found.isEmpty() && unmanaged.haveRoom()) {
            found = Optional.of(services.get(service));
        }
        if (found.isPresent() && !found.get().hasPolicy()) {
            unmanaged.heard(found.get().service());
        }
        return found;
    }

    /**
     * Applies an input, and publishes and returns what follows.
     *
     * @throws FailedInputException if that fails; the service is then as it was before
     */
    Step take(LiveService live, Input input) {
        return live.take(input, publish);
    }

    private void publish(LiveService live, Step step) {
        if (!step.isNothing()) {
            publisher.publish(live.service(), step);
        }
        if (live.isToBeQueued(live.due())) {
            due.want(live.service(), live.due());
        }
    }

    /** Notes that a service has a policy: it is kept even if it never reports. */
    void hasPolicy(String service) {
        unmanaged.leaves(service);
    }

    /** Keeps a service without a policy as long as it reports. */
    void awaitReports(LiveService live) {
        unmanaged.heard(live.service());
    }

    /** Deletes a service and all that is stored of it. */
    void delete(LiveService live) {
        services.delete(live);
        unmanaged.leaves(live.service());
    }
}
