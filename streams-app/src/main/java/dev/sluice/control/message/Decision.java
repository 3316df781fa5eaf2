package dev.sluice.control.message;

import dev.sluice.forecast.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What was seen, forecast, wanted and granted for a service, and why.
 *
 * @param service name of the service
 * @param sequence number of the decision, counted from 1 for each service
 * @param at when it was decided
 * @param trigger what made Sluice decide
 * @param reason the stage that settled the outcome
 * @param mode whether it is commanded
 * @param seen the demand that was looked at; empty where there was none
 * @param plan what forecast and sizing made of it; empty where they were not asked
 * @param stages each step from wish to target, in order
 * @param current replicas ordered before
 * @param ready ready replicas, where an acknowledgement told
 * @param target replicas decided
 * @param generation generation of the service's newest command, this decision's own included; 0 before the first
 * @param detail one sentence for people
 * @param allotment what is given beside the number of replicas
 * @param commanded the commands that it leads to
 */
public record Decision(
        String service,
        long sequence,
        Instant at,
        Trigger trigger,
        Reason reason,
        Mode mode,
        Optional<Seen> seen,
        Optional<SizingPlan> plan,
        List<Stage> stages,
        int current,
        OptionalInt ready,
        int target,
        long generation,
        String detail,
        Allotment allotment,
        List<Commanded> commanded) {
    public Decision {
        stages = List.copyOf(stages);
        commanded = List.copyOf(commanded);
    }

    public Outcome outcome() {
        return Outcome.of(current, target);
    }

    /** Names the decision among all: service, time and sequence. */
    public String id() {
        return service + "@" + at + "#" + sequence;
    }

    /**
     * A command that a decision leads to.
     *
     * @param pool pool of the command; empty where the service has one
     * @param replicas replicas to run there
     * @param previous replicas of the command before
     * @param generation generation of the command
     */
    public record Commanded(String pool, int replicas, int previous, long generation) {}

    /**
     * Demand of one window, closed or running.
     *
     * @param from start of the window
     * @param to its end, or for a running window the end of the newest report
     * @param signal what demand is measured in
     * @param demand units per second, or the level; empty where the signal was not reported
     */
    public record Seen(Instant from, Instant to, Signal signal, OptionalDouble demand) {}
}
