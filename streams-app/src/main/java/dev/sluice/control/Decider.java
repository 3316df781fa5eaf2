package dev.sluice.control;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.control.fleet.ReplicaTracker;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Decision;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.message.Step;
import dev.sluice.control.placement.Allocator;
import dev.sluice.control.placement.DecisionContext;
import dev.sluice.control.rightsizing.RightSizingChoice;
import dev.sluice.control.rightsizing.RightSizingQuery;
import dev.sluice.policy.Behavior;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.Stage;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was decided and ordered for one service: turns a wish into a decision and, for a change, commands. */
final class Decider {
    final ServiceFleet fleet = new ServiceFleet();
    private Behavior behavior = new Behavior();
    private final Allocator allocator;
    private long sequence;

    Decider(String service) {
        allocator = new Allocator(service, fleet);
    }

    /** Passes a wish through the policy and sends what comes of it. */
    void settle(SizeProposal wish, DecisionContext context, Step.Builder step) {
        List<Stage> stages = new ArrayList<>();
        int current = fleet.ordered();
        stages.add(new Stage("sizing", current, wish.replicas(), wish.reason(), wish.detail()));
        // what nobody has seen serving is not held by a command: more may run than have reported
        boolean blind = fleet.generation() == 0 && wish.isBlind();
        int limited = context.policy()
                .filter(p -> !blind)
                .map(p -> behavior.limit(headroom(wish, p, stages), current, p, context.now(), stages))
                .orElse(current);
        EffectiveOverrides.Outcome held = held(limited, current, context, stages);
        boolean acts = !blind && context.in(Mode.ACT);
        Optional<RightSizingChoice> resized =
                acts && held.by().isEmpty() ? resized(wish, held.replicas(), context, stages) : Optional.empty();
        Allocator.Allocated allocated = blind || context.policy().isEmpty()
                ? allocator.asItIs()
                : allocator.allocate(wish, held, resized, context, stages);
        List<Decision.Commanded> commands = acts ? order(allocated, current, context, resized.isPresent()) : List.of();
        if (context.in(Mode.ADVISE)) {
            stages.add(new Stage(
                    "mode",
                    allocated.target(),
                    allocated.target(),
                    Reason.ADVISORY,
                    "decided and explained, not commanded"));
        }
        sequence++;
        Decision decision = decision(wish, context, stages, current, allocated, commands);
        step.send(new Output.Decided(decision));
        allocated
                .claims()
                .forEach(
                        claim -> step.claim(claim, decision.at(), wish.trigger().urgent()));
        commands.forEach(c -> step.command(
                command(c, decision, context, fleet.size().size()),
                wish.trigger().urgent()));
    }

    /** Takes in what may be taken of a pool; whether what was decided has to be placed anew. */
    boolean granted(SharedGrant grant) {
        return allocator.granted(grant);
    }

    /** Places anew what was last decided, after a grant. */
    void replace(SharedGrant grant, DecisionContext context, Step.Builder step) {
        allocator.again(grant).ifPresent(wish -> settle(wish, context, step));
    }

    /** Says which grants are known, where no claim did: what they took back can then be given to others. */
    void acknowledge(Instant now, Step.Builder step) {
        allocator.acknowledging().forEach(claim -> step.claim(claim, now, false));
    }

    /**
     * Commands another size of replicas where that pays; how many of them carry the load is then decided with it, and the
     * proposals before, which counted others, are forgotten.
     */
    private Optional<RightSizingChoice> resized(
            SizeProposal wish, int target, DecisionContext context, List<Stage> stages) {
        if (context.sizes().isEmpty() || wish.plan().isEmpty() || target == 0) {
            return Optional.empty();
        }
        RightSizingQuery question = context.sizes().get();
        Bounds bounds = context.standing().orElseThrow().bounds();
        Optional<RightSizingChoice> chosen = question.choose(
                        allocator.load(wish, target).demand(), bounds, fleet)
                .filter(sized -> sized.changes() && sized.size().isPresent());
        chosen.ifPresent(sized -> {
            double multiple = sized.perReplica() / question.stated().orElseThrow();
            fleet.size().command(sized.size().orElseThrow(), question.given(), multiple);
            behavior = new Behavior();
            stages.add(new Stage("replica size", target, sized.replicas(), Reason.REPLICA_SIZE, sized.why()));
        });
        return chosen;
    }

    private static EffectiveOverrides.Outcome held(
            int wanted, int current, DecisionContext context, List<Stage> stages) {
        if (context.standing().isEmpty()) {
            return new EffectiveOverrides.Outcome(wanted, Reason.NO_CHANGE, Optional.empty());
        }
        EffectiveOverrides standing = context.standing().get();
        // the limits know the bounds that hold, but not who set them
        stages.replaceAll(stage -> stage.name().equals(Behavior.BOUNDS) ? standing.named(stage) : stage);
        EffectiveOverrides.Outcome held = standing.apply(current, wanted);
        if (held.replicas() != wanted) {
            String who = held.by().map(rule -> rule.said()).orElse("");
            stages.add(new Stage("override", wanted, held.replicas(), held.reason(), who));
        }
        return held;
    }

    private static int headroom(SizeProposal wish, ScalingPolicy policy, List<Stage> stages) {
        double share = policy.tuning().headroom();
        int wanted = wish.replicas();
        boolean sized = wish.plan().isPresent() && wanted > 0;
        int raised = sized ? (int) Math.ceil(wanted * (1 + share) - 1e-9) : wanted;
        if (raised != wanted) {
            String detail = String.format(Locale.ROOT, "%.0f %% of capacity kept free", 100 * share);
            stages.add(new Stage("headroom", wanted, raised, Reason.HEADROOM, detail));
        }
        return raised;
    }

    /** Notes the commands that the size needs: what grows comes first. */
    private List<Decision.Commanded> order(
            Allocator.Allocated allocated, int current, DecisionContext context, boolean resized) {
        List<Decision.Commanded> commands = new ArrayList<>();
        allocated.replicas().entrySet().stream()
                .filter(part -> resized || needsCommand(part.getKey(), part.getValue(), context.pooled()))
                .sorted((a, b) -> Integer.compare(growth(b), growth(a)))
                .forEach(part -> {
                    int previous = fleet.in(part.getKey()).ordered();
                    long generation = fleet.order(part.getKey(), part.getValue(), context.now());
                    commands.add(new Decision.Commanded(part.getKey(), part.getValue(), previous, generation));
                });
        if (!commands.isEmpty()) {
            int after = fleet.ordered();
            context.policy().ifPresent(p -> behavior.changed(current, after, p, context.now()));
        }
        return commands;
    }

    private int growth(Map.Entry<String, Integer> part) {
        return part.getValue() - fleet.in(part.getKey()).ordered();
    }

    /** A pool that was never used needs no command to stay so. */
    private boolean needsCommand(String pool, int replicas, boolean pooled) {
        ReplicaTracker there = fleet.in(pool);
        boolean untouched = pooled && there.generation() == 0 && replicas == 0;
        return replicas != there.ordered() || (there.mustCommand() && !untouched);
    }

    private Decision decision(
            SizeProposal wish,
            DecisionContext context,
            List<Stage> stages,
            int current,
            Allocator.Allocated allocated,
            List<Decision.Commanded> commands) {
        return new Decision(
                context.service(),
                sequence,
                Instant.ofEpochMilli(context.now()),
                wish.trigger(),
                settling(wish, stages, current, allocated.target()),
                context.policy().map(ScalingPolicy::mode).orElse(Mode.ACT),
                wish.seen(),
                wish.plan(),
                stages,
                current,
                fleet.ready(),
                allocated.target(),
                fleet.generation(),
                wish.detail(),
                Allotments.of(context, allocated.replicas(), fleet),
                commands);
    }

    /** The reason of the last stage that changed the number; of an unchanged size, what held it. */
    private static Reason settling(SizeProposal wish, List<Stage> stages, int current, int target) {
        for (int i = stages.size() - 1; i > 0; i--) {
            if (stages.get(i).changed()) {
                return stages.get(i).reason();
            }
        }
        boolean held = target == current && wish.plan().isPresent();
        return held ? Reason.NO_CHANGE : wish.reason();
    }

    private static Output.Command command(
            Decision.Commanded command, Decision decision, DecisionContext context, Optional<Resources> commandedSize) {
        return new Output.Command(
                decision.service(),
                command.pool(),
                command.replicas(),
                command.previous(),
                command.generation(),
                decision.reason(),
                decision.id(),
                decision.detail(),
                decision.at(),
                decision.at().plus(context.validity()),
                decision.allotment().parts(),
                commandedSize);
    }

    void write(DataOutput out) throws IOException {
        fleet.write(out);
        behavior.write(out);
        out.writeLong(sequence);
        allocator.write(out);
    }

    void read(DataInput in) throws IOException {
        fleet.read(in);
        behavior.read(in);
        sequence = in.readLong();
        allocator.read(in);
    }
}
