package dev.sluice.control;

import dev.sluice.policy.Behavior;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was decided and ordered for one service: turns a wish into a decision and, for a change, a command. */
final class Ledger {
    final Fleet fleet = new Fleet();
    private final Behavior behavior = new Behavior();
    private long sequence;

    /**
     * What a decision is made in.
     *
     * @param service name of the service
     * @param policy the policy in force
     * @param now when, ms
     * @param validity how long a command may be carried out
     */
    record Context(String service, Optional<ScalingPolicy> policy, long now, Duration validity) {}

    /** Passes a wish through the policy and sends what comes of it. */
    void settle(Wish wish, Context context, Step.Builder step) {
        List<Stage> stages = new ArrayList<>();
        int current = fleet.ordered();
        stages.add(new Stage("sizing", current, wish.replicas(), wish.reason(), wish.detail()));
        // what nobody has seen serving is not held by a command: more may run than have reported
        boolean blind = fleet.generation() == 0 && wish.isBlind();
        int target = context.policy()
                .filter(p -> !blind)
                .map(p -> behavior.limit(headroom(wish, p, stages), current, p, context.now(), stages))
                .orElse(current);
        boolean acts = !blind && context.policy().map(p -> p.mode() == Mode.ACT).orElse(false);
        boolean commands = acts && (target != current || fleet.mustCommand());
        if (commands) {
            context.policy().ifPresent(p -> behavior.changed(current, target, p, context.now()));
            fleet.order(target, context.now());
        } else if (context.policy().map(p -> p.mode() == Mode.ADVISE).orElse(false)) {
            stages.add(new Stage("mode", target, target, Reason.ADVISORY, "decided and explained, not commanded"));
        }
        sequence++;
        Decision decision = decision(wish, context, stages, current, target);
        step.send(new Output.Decided(decision));
        if (commands) {
            step.command(command(decision, context), wish.trigger().urgent());
        }
    }

    private static int headroom(Wish wish, ScalingPolicy policy, List<Stage> stages) {
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

    private Decision decision(Wish wish, Context context, List<Stage> stages, int current, int target) {
        return new Decision(
                context.service(),
                sequence,
                Instant.ofEpochMilli(context.now()),
                wish.trigger(),
                settling(wish, stages, current, target),
                context.policy().map(ScalingPolicy::mode).orElse(Mode.ACT),
                wish.seen(),
                wish.plan(),
                stages,
                current,
                fleet.ready(),
                target,
                fleet.generation(),
                wish.detail(),
                Allotment.PLAIN);
    }

    /** The reason of the last stage that changed the number; of an unchanged size, what held it. */
    private static Reason settling(Wish wish, List<Stage> stages, int current, int target) {
        for (int i = stages.size() - 1; i > 0; i--) {
            if (stages.get(i).changed()) {
                return stages.get(i).reason();
            }
        }
        boolean held = target == current && wish.plan().isPresent();
        return held ? Reason.NO_CHANGE : wish.reason();
    }

    private Output.Command command(Decision decision, Context context) {
        return new Output.Command(
                decision.service(),
                "",
                decision.target(),
                decision.current(),
                decision.generation(),
                decision.reason(),
                decision.id(),
                decision.detail(),
                decision.at(),
                decision.at().plus(context.validity()),
                List.of(),
                Optional.empty());
    }

    void write(DataOutput out) throws IOException {
        fleet.write(out);
        behavior.write(out);
        out.writeLong(sequence);
    }

    void read(DataInput in) throws IOException {
        fleet.read(in);
        behavior.read(in);
        sequence = in.readLong();
    }
}
