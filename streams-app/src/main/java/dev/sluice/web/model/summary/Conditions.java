package dev.sluice.web.model.summary;

import dev.sluice.demand.Signal;
import dev.sluice.events.AckStatus;
import dev.sluice.events.Mode;
import dev.sluice.events.Reason;
import dev.sluice.explain.Units;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a service by its newest decision and commands. Of the rules that hold, the first counts; what is trouble
 * comes before what deserves attention.
 */
public final class Conditions {
    private static final Duration STALE = Duration.ofMinutes(15);
    /** Demand over ready capacity that is more than rounding. */
    public static final double OVERLOAD = 1.02;
    /** An engine of a large model queues: what comes in one window is answered in the next. */
    private static final int QUEUED_WINDOWS = 3;

    private final Newest newest;
    private final List<LastCommand> commands;
    private final Limits limits;
    private final int windowsAbove;
    private final long now;

    /**
     * What the policy promises.
     *
     * @param maximum most replicas; negative where it is not known
     * @param share share of demand that may go unserved
     */
    public record Limits(int maximum, double share) {
        public static final Limits UNKNOWN = new Limits(-1, 1);
    }

    /**
     * @param limits what the policy promises
     * @param windowsAbove how many of the newest windows in a row had demand above ready capacity
     * @param now epoch ms
     */
    public Conditions(Newest newest, List<LastCommand> commands, Limits limits, int windowsAbove, long now) {
        this.newest = newest;
        this.commands = commands;
        this.limits = limits;
        this.windowsAbove = windowsAbove;
        this.now = now;
    }

    /** The condition of a service whose newest decision may not have been read. */
    public static final Condition UNREAD =
            Condition.unknown("Sluice is catching up: it has not read the newest of this service yet.");

    /** The condition of a service of which only a policy is known. */
    public static Condition undecided() {
        return Condition.unknown("Nothing has been decided yet: no report has come since the policy was applied.");
    }

    public Condition condition() {
        return Stream.of(
                        stale(),
                        silent(),
                        refused(),
                        unanswered(),
                        overlap(),
                        notReady(),
                        overloaded(),
                        partitions(),
                        limited(),
                        reported(),
                        advice(),
                        forecast())
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Condition.OK);
    }

    private Optional<Condition> stale() {
        long age = now - newest.at();
        return age > STALE.toMillis()
                ? Optional.of(Condition.unknown(
                        "Nothing has been decided for " + DurationText.of(Duration.ofMillis(age)) + "."))
                : Optional.empty();
    }

    private Optional<Condition> silent() {
        if (has(Reason.NO_REPORT) && limits.equals(Limits.UNKNOWN)) {
            return Optional.of(Condition.unknown("It has no policy any more, and no report comes."));
        }
        if (has(Reason.NO_REPORT) && newest.ordered() > 0) {
            return trouble("No report comes, although " + replicas(newest.ordered()) + " should run.");
        }
        return has(Reason.SIGNAL_WITHOUT_DATA)
                ? trouble("The signal of its policy is not reported, so the size is held.")
                : Optional.empty();
    }

    private Optional<Condition> refused() {
        return commands.stream()
                .filter(command -> command.answer() == AckStatus.FAILED)
                .findFirst()
                .map(command -> Condition.trouble("The platform refused the newest command" + pool(command)
                        + (command.message().isEmpty() ? "." : ": " + command.message())));
    }

    private Optional<Condition> unanswered() {
        Optional<LastCommand> late =
                commands.stream().filter(command -> command.isUnanswered(now)).findFirst();
        if (late.isEmpty() && !has(Reason.NO_EXECUTOR)) {
            return Optional.empty();
        }
        return trouble("No executor carried out the newest command"
                + late.map(Conditions::pool).orElse("") + " while it was valid.");
    }

    private Optional<Condition> overlap() {
        return has(Reason.EXECUTORS_OVERLAP) ? trouble("Two executors carry out its commands.") : Optional.empty();
    }

    private Optional<Condition> notReady() {
        return has(Reason.NOT_READY)
                ? trouble("Replicas that were ordered have not become ready for a long time.")
                : Optional.empty();
    }

    private Optional<Condition> overloaded() {
        double seen = newest.amounts().seen();
        double capacity = newest.amounts().capacity();
        boolean runsKnown = newest.mode() == Mode.ACT || newest.counts().ready() >= 0;
        boolean known = runsKnown
                && Double.isFinite(seen)
                && Double.isFinite(capacity)
                && !newest.signal().isCountedAs(Signal.BACKLOG);
        boolean queued = newest.signal() == Signal.TOKENS && windowsAbove < QUEUED_WINDOWS;
        if (!known || queued || !(seen > capacity * OVERLOAD)) {
            return Optional.empty();
        }
        return trouble("Demand is above capacity: " + amount(seen) + " " + Units.of(newest.signal()) + " against "
                + amount(capacity) + ready() + ".");
    }

    private Optional<Condition> limited() {
        int maximum = limits.maximum();
        if (has(Reason.ABOVE_MAXIMUM) || (maximum > 0 && newest.counts().target() >= maximum)) {
            return attention("It is at its maximum of "
                    + replicas(Math.max(maximum, newest.counts().target())) + ".");
        }
        if (has(Reason.BUDGET)) {
            return attention("Its budget pays for less than is wanted.");
        }
        if (has(Reason.NO_CAPACITY)) {
            return attention("The platform cannot run more of it in a pool for now.");
        }
        if (has(Reason.DRIFT)) {
            return attention("Somebody else changed its replica count on the platform.");
        }
        if (has(Reason.GROWTH_DOES_NOT_HELP)) {
            return attention("Its requests wait, and more replicas have not helped.");
        }
        return has(Reason.POOL_LIMIT) ? attention("Its pools have fewer replicas than are wanted.") : Optional.empty();
    }

    /** What no size changes. */
    private Optional<Condition> partitions() {
        if (has(Reason.GROUP_NOT_READING)) {
            return trouble("Records wait, and nobody of its consumer group reads.");
        }
        if (has(Reason.STUCK_PARTITION)) {
            return trouble("A partition is stuck: its committed offset does not move.");
        }
        return has(Reason.SKEWED_PARTITION)
                ? attention("One partition has far more waiting than the others, and more replicas do not help.")
                : Optional.empty();
    }

    private Optional<Condition> reported() {
        return switch (newest.reason()) {
            case CATCHING_UP -> attention("Sluice is catching up: it reads reports of the past.");
            case NO_POLICY -> attention("It reports, but has no policy.");
            case NEVER_REPORTED -> attention("It has never reported.");
            case COLD_START -> unknownCapacity();
            case PARTIAL_REPORTS -> attention("Some of its instances do not report.");
            case IMPLAUSIBLE_DEMAND -> attention("It reports far more demand than ever before, which counts in part.");
            case LATENCY_DOES_NOT_FOLLOW_SIZE -> attention("No size keeps its bound of latency.");
            default -> Optional.empty();
        };
    }

    /** A cold start with a known capacity is a young contest of rules: nobody has to do anything. */
    private Optional<Condition> unknownCapacity() {
        return Double.isFinite(newest.amounts().perReplica())
                ? Optional.empty()
                : attention("What one replica serves is not known yet.");
    }

    private Optional<Condition> advice() {
        int current = newest.counts().current();
        int target = newest.counts().target();
        return newest.mode() == Mode.ADVISE && target != current
                ? attention("Sluice only advises, and would run " + target + " instead of " + current + ".")
                : Optional.empty();
    }

    private Optional<Condition> forecast() {
        boolean poor = Double.isFinite(newest.amounts().forecast())
                && !newest.amounts().forecastUsable();
        double unserved = newest.amounts().unserved();
        return poor && unserved > limits.share()
                ? attention("The forecast is no better than the last value, and " + NumberText.percent(unserved)
                        + " of demand went unserved lately.")
                : Optional.empty();
    }

    private boolean has(Reason reason) {
        return newest.reasons().contains(reason);
    }

    private String ready() {
        int ready = newest.counts().ready();
        return ready < 0
                ? "; " + replicas(newest.ordered()) + " ordered"
                : ", which " + replicas(ready) + (ready == 1 ? " serves" : " serve");
    }

    private static String replicas(int count) {
        return count == 1 ? "1 replica" : count + " replicas";
    }

    private static String pool(LastCommand command) {
        return command.pool().isEmpty() ? "" : " for pool " + command.pool();
    }

    private static String amount(double value) {
        return NumberText.of(value);
    }

    private static Optional<Condition> trouble(String why) {
        return Optional.of(Condition.trouble(why));
    }

    private static Optional<Condition> attention(String why) {
        return Optional.of(Condition.attention(why));
    }
}
