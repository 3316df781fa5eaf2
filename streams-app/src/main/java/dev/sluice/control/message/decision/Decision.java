package dev.sluice.control.message.decision;

import dev.sluice.demand.GroupLag;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.GroupWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What was observed, forecast, desired and granted for a service, and why.
 *
 * @param service name of the service
 * @param sequence number of the decision, counted from 1 for each service
 * @param at when it was decided
 * @param trigger what caused the decision
 * @param reason the stage that determined the outcome
 * @param mode whether the decision is commanded
 * @param seen the observed demand; empty if there was none
 * @param plan the result of forecast and sizing; empty if they were not used
 * @param stages each step from proposal to target, in order
 * @param current replicas ordered before
 * @param ready ready replicas, if an acknowledgement told
 * @param target replicas decided
 * @param generation generation of the service's newest command, including this decision's; 0 before the first
 * @param detail one sentence for people
 * @param allotment what is assigned besides the replica count
 * @param commanded the resulting commands
 * @param verdict how the decisions of this policy have done so far; empty before the first window
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
        List<Commanded> commanded,
        Optional<Verdict> verdict) {
    private static final Duration LONGEST_DRAIN = Duration.ofDays(30);

    public Decision {
        stages = List.copyOf(stages);
        commanded = List.copyOf(commanded);
    }

    /** Returns the same decision with the verdict so far. */
    public Decision with(Optional<Verdict> soFar) {
        return new Decision(
                service,
                sequence,
                at,
                trigger,
                reason,
                mode,
                seen,
                plan,
                stages,
                current,
                ready,
                target,
                generation,
                detail,
                allotment,
                commanded,
                soFar);
    }

    /**
     * Returns the time until nothing waits if the replicas ordered before go on and as much arrives as did. Empty if
     * that is not known, or never.
     */
    public Optional<Duration> timeToDrain() {
        return seen.flatMap(s -> plan.flatMap(p -> timeToDrain(s, p)));
    }

    private Optional<Duration> timeToDrain(Seen s, SizingPlan p) {
        if (s.waiting().isEmpty() || s.demand().isEmpty()) {
            return Optional.empty();
        }
        GroupWork work = new GroupWork(s.waiting().getAsDouble(), s.demand().getAsDouble(), p.perReplica(), s.lag());
        double seconds = work.secondsToDrain(current);
        return seconds <= LONGEST_DRAIN.toSeconds()
                ? Optional.of(Duration.ofMillis(Math.round(1000 * seconds)))
                : Optional.empty();
    }

    public Outcome outcome() {
        return Outcome.of(current, target);
    }

    /** Returns the unique name of the decision: service, time and sequence. */
    public String id() {
        return service + "@" + at + "#" + sequence;
    }

    /**
     * A command of a decision.
     *
     * @param pool pool of the command; empty if the service has only one
     * @param replicas replicas to run there
     * @param previous replicas of the previous command
     * @param generation generation of the command
     */
    public record Commanded(String pool, int replicas, int previous, long generation) {}

    /**
     * The demand of one window, closed or running.
     *
     * @param from start of the window
     * @param to its end, or for a running window the end of the newest report
     * @param signal signal that measures demand
     * @param demand units per second, or the level; empty if the signal was not reported
     * @param waiting requests or messages that wait (a count); empty if not reported
     * @param lag how the consumer group stands; empty if nobody measured one
     */
    public record Seen(
            Instant from,
            Instant to,
            Signal signal,
            OptionalDouble demand,
            OptionalDouble waiting,
            Optional<GroupLag> lag) {
        /** Demand of a service of which nothing is known to wait. */
        public Seen(Instant from, Instant to, Signal signal, OptionalDouble demand) {
            this(from, to, signal, demand, OptionalDouble.empty(), Optional.empty());
        }
    }
}
