package dev.sluice.cli.demo.service;

import dev.sluice.events.RequestRateEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the work of one service of the demo arrives and is done, step by step, outside of Sluice. */
public interface ServiceWork {
    /** A step before the demo, in which nothing is carried out and nothing is counted. Returns what is reported of it. */
    List<RequestRateEvent> before(Instant from, Instant to);

    /**
     * A step of the demo. Returns what is reported of it.
     *
     * @param atFirst replicas at its begin
     * @param atLast replicas at its end
     */
    List<RequestRateEvent> step(Instant from, Instant to, ServiceReplicas atFirst, ServiceReplicas atLast);

    /** Units that arrived in the demo. */
    double arrived();

    double served();

    /** Share of what arrived that was not served, or not in time, 0 to 1. */
    double unservedShare();

    /** Units that wait now. */
    double waiting();

    /** Units per second of the last step. */
    double perSecond();

    /** How soon its answers came, if it answers token by token. */
    Optional<AnswerTally> answers();

    /** What somebody without an autoscaler would run. */
    StaticFleet staticFleet();
}
