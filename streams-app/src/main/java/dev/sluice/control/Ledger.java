package dev.sluice.control;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.policy.Behavior;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.Stage;
import dev.sluice.policy.schedule.Standing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What was decided and ordered for one service: turns a wish into a decision and, for a change, commands. */
final class Ledger {
    final Deployment fleet = new Deployment();
    private Behavior behavior = new Behavior();
    private final Claims claims;
    private long sequence;
    private Optional<Pending> pending = Optional.empty();

    Ledger(String service) {
        claims = new Claims(service);
    }

    /**
     * What a decision is made in.
     *
     * @param service name of the service
     * @param policy the policy in force
     * @param standing what was set by hand or by the calendar; empty where there is no policy
     * @param offers pools of the policy that can be had
     * @param purse what budgets allow
     * @param sizes how large replicas should be; empty where the policy does not ask
     * @param now when, ms
     * @param validity how long a command may be carried out
     */
    record Context(
            String service,
            Optional<ScalingPolicy> policy,
            Optional<Standing> standing,
            Supplier<List<Offer>> offers,
            Money.Purse purse,
            Optional<SizeQuestion> sizes,
            long now,
            Duration validity) {
        /** Whether the policy names pools. */
        boolean pooled() {
            return policy.map(p -> !p.placement().pools().isEmpty()).orElse(false);
        }

        private boolean in(Mode mode) {
            return policy.map(p -> p.mode() == mode).orElse(false);
        }
    }

    /** What was last to be placed in pools: done again when a grant changes what may be taken of them. */
    private record Pending(int target, Load load) {}

    /** Passes a wish through the policy and sends what comes of it. */
    void settle(Wish wish, Context context, Step.Builder step) {
        List<Stage> stages = new ArrayList<>();
        int current = fleet.ordered();
        stages.add(new Stage("sizing", current, wish.replicas(), wish.reason(), wish.detail()));
        // what nobody has seen serving is not held by a command: more may run than have reported
        boolean blind = fleet.generation() == 0 && wish.isBlind();
        int limited = context.policy()
                .filter(p -> !blind)
                .map(p -> behavior.limit(headroom(wish, p, stages), current, p, context.now(), stages))
                .orElse(current);
        Standing.Outcome held = held(limited, current, context, stages);
        boolean acts = !blind && context.in(Mode.ACT);
        Optional<Sized> resized =
                acts && held.by().isEmpty() ? resized(wish, held.replicas(), context, stages) : Optional.empty();
        Settled settled = blind || context.policy().isEmpty()
                ? new Settled(current, Map.of(), List.of())
                : settled(wish, held, resized, context, stages);
        List<Decision.Commanded> commands = acts ? order(settled, current, context, resized.isPresent()) : List.of();
        if (context.in(Mode.ADVISE)) {
            stages.add(new Stage(
                    "mode",
                    settled.target(),
                    settled.target(),
                    Reason.ADVISORY,
                    "decided and explained, not commanded"));
        }
        sequence++;
        Decision decision = decision(wish, context, stages, current, settled, commands);
        step.send(new Output.Decided(decision));
        settled.claims()
                .forEach(
                        claim -> step.claim(claim, decision.at(), wish.trigger().urgent()));
        commands.forEach(c -> step.command(
                command(c, decision, context, fleet.size().size()),
                wish.trigger().urgent()));
    }

    /** Takes in what may be taken of a pool; whether what was decided has to be placed anew. */
    boolean granted(SharedGrant grant) {
        return claims.granted(grant) && pending.isPresent();
    }

    /** Places anew what was last decided, after a grant. */
    void replace(SharedGrant grant, Context context, Step.Builder step) {
        pending.ifPresent(last -> settle(
                new Wish(
                        Trigger.GRANT,
                        Reason.POOL_LIMIT,
                        last.target(),
                        Optional.empty(),
                        Optional.empty(),
                        grant.detail(),
                        Optional.of(last.load())),
                context,
                step));
    }

    /** Where the replicas go: of each pool how many, and what is claimed of those with a limit. */
    private record Settled(int target, Map<String, Integer> replicas, List<SharedClaim> claims) {}

    /**
     * Commands another size of replicas where that pays; how many of them carry the load is then decided with it, and the
     * proposals before, which counted others, are forgotten.
     */
    private Optional<Sized> resized(Wish wish, int target, Context context, List<Stage> stages) {
        if (context.sizes().isEmpty() || wish.plan().isEmpty() || target == 0) {
            return Optional.empty();
        }
        SizeQuestion question = context.sizes().get();
        Bounds bounds = context.standing().orElseThrow().bounds();
        Optional<Sized> chosen = question.choose(load(wish, target).demand(), bounds, fleet)
                .filter(sized -> sized.changes() && sized.size().isPresent());
        chosen.ifPresent(sized -> {
            double multiple = sized.perReplica() / question.stated().orElseThrow();
            fleet.size().command(sized.size().orElseThrow(), question.given(), multiple);
            behavior = new Behavior();
            stages.add(new Stage("replica size", target, sized.replicas(), Reason.REPLICA_SIZE, sized.why()));
        });
        return chosen;
    }

    private Settled settled(
            Wish wish, Standing.Outcome held, Optional<Sized> resized, Context context, List<Stage> stages) {
        int target = resized.map(Sized::replicas).orElse(held.replicas());
        if (!context.pooled()) {
            return new Settled(target, Map.of(Deployment.ONLY, target), List.of());
        }
        boolean kept = held.by().isPresent() && target == fleet.ordered();
        boolean news = wish.load().isPresent() || target != fleet.ordered();
        return kept || !news ? asItIs() : placed(wish, load(wish, held.replicas()), target, context, stages);
    }

    private Settled asItIs() {
        return new Settled(fleet.ordered(), Map.of(), List.of());
    }

    private Settled placed(Wish wish, Load load, int target, Context context, List<Stage> stages) {
        List<Offer> offers = context.offers().get();
        if (offers.isEmpty()) {
            String detail = "no pool of the policy is declared with a known rate: the size is held";
            stages.add(new Stage("mix", target, fleet.ordered(), Reason.POOL_LIMIT, detail));
            return asItIs();
        }
        fleet.offered(offers);
        pending = Optional.of(new Pending(target, load));
        ScalingPolicy policy = context.policy().orElseThrow();
        Placer placer =
                new Placer(new Placer.Situation(policy, offers, fleet, context.purse(), context.now()), claims, stages);
        Placed placed = wish.trigger() == Trigger.GRANT ? placer.replace(load, target) : placer.place(load, target);
        List<SharedClaim> news = policy.mode() == Mode.ACT ? claims.news(placed.claims(), placed.waits()) : List.of();
        return placed.waits()
                ? new Settled(fleet.ordered(), Map.of(), news)
                : new Settled(fleet.counted(placed.replicas()), placed.replicas(), news);
    }

    /** A size that was limited or raised on its way has to carry what so many replicas carry. */
    private Load load(Wish wish, int target) {
        double each = wish.plan().map(Plan::perReplica).orElseGet(fleet::firstRate);
        double whole = target * each;
        Load load = wish.load().orElseGet(() -> Load.of(whole));
        boolean untouched = target == wish.replicas() && load.demand() > whole - each;
        return untouched ? load : load.withDemand(whole);
    }

    private static Standing.Outcome held(int wanted, int current, Context context, List<Stage> stages) {
        if (context.standing().isEmpty()) {
            return new Standing.Outcome(wanted, Reason.NO_CHANGE, Optional.empty());
        }
        Standing standing = context.standing().get();
        // the limits know the bounds that hold, but not who set them
        stages.replaceAll(stage -> stage.name().equals(Behavior.BOUNDS) ? standing.named(stage) : stage);
        Standing.Outcome held = standing.apply(current, wanted);
        if (held.replicas() != wanted) {
            String who = held.by().map(rule -> rule.said()).orElse("");
            stages.add(new Stage("override", wanted, held.replicas(), held.reason(), who));
        }
        return held;
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

    /** Notes the commands that the size needs: what grows comes first. */
    private List<Decision.Commanded> order(Settled settled, int current, Context context, boolean resized) {
        List<Decision.Commanded> commands = new ArrayList<>();
        settled.replicas().entrySet().stream()
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
        Fleet there = fleet.in(pool);
        boolean untouched = pooled && there.generation() == 0 && replicas == 0;
        return replicas != there.ordered() || (there.mustCommand() && !untouched);
    }

    private Decision decision(
            Wish wish,
            Context context,
            List<Stage> stages,
            int current,
            Settled settled,
            List<Decision.Commanded> commands) {
        return new Decision(
                context.service(),
                sequence,
                Instant.ofEpochMilli(context.now()),
                wish.trigger(),
                settling(wish, stages, current, settled.target()),
                context.policy().map(ScalingPolicy::mode).orElse(Mode.ACT),
                wish.seen(),
                wish.plan(),
                stages,
                current,
                fleet.ready(),
                settled.target(),
                fleet.generation(),
                wish.detail(),
                Allotments.of(context, settled.replicas(), fleet),
                commands);
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

    private static Output.Command command(
            Decision.Commanded command, Decision decision, Context context, Optional<Resources> commandedSize) {
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
        out.writeBoolean(pending.isPresent());
        if (pending.isPresent()) {
            out.writeInt(pending.get().target());
            pending.get().load().write(out);
            claims.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        fleet.read(in);
        behavior.read(in);
        sequence = in.readLong();
        pending = Optional.empty();
        if (in.readBoolean()) {
            pending = Optional.of(new Pending(in.readInt(), Load.read(in)));
            claims.read(in);
        }
    }
}
