package dev.sluice.control.planning.tokens;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.RoleSizes;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.forecast.Forecast;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.pool.Roles;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.Sizing;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Plans a service whose prompts and answers are computed by different replicas: both roles are sized together, from the
 * reports of one service.
 *
 * <p>Prompt tokens decide how many replicas compute prompts, see {@link PrefillPlan}; generated tokens and the KV cache
 * decide how many generate, see {@link DecodePlan}. Each is forecast by itself, at the start-up time of its pool.
 * Everything after that speaks of their sum, and splits it in the ratio of the two.
 */
final class RolePlan {
    private final PrefillPlan prefill;
    private final DecodePlan decode = new DecodePlan();
    private RoleNeed needed = RoleNeed.ONE_EACH;

    RolePlan(LearnedDemand prompts) {
        this.prefill = new PrefillPlan(prompts);
    }

    /** Starts from an imported profile. */
    void expect(ReplicaProfile profile, RequestMix mix, ScalingPolicy policy) {
        prefill.expect(profile, mix);
        decode.expect(profile, policy);
    }

    /** Returns what was needed last. */
    RoleNeed needed() {
        return needed;
    }

    /** Returns what a replica bears in each declared pool, in tokens of its role per second. */
    List<PoolOffer> offers(ScalingPolicy policy, Catalog catalog) {
        Roles roles = policy.placement().roles().orElseThrow();
        List<PoolOffer> offers = new ArrayList<>();
        offer(roles.prefill(), prefill.perReplica(roles.prefill()), catalog, offers);
        offer(roles.decode(), decode.perReplica(roles.decode()), catalog, offers);
        return offers;
    }

    private static void offer(Roles.Of role, double rate, Catalog catalog, List<PoolOffer> offers) {
        catalog.pool(role.pool()).ifPresent(pool -> offers.add(new PoolOffer(pool, rate, 0)));
    }

    /**
     * The size of one role.
     *
     * @param replicas proposed replicas
     * @param level replicas that it needs in the long run, whatever waits and whatever is allowed
     * @param known false if it is held, because it is not known what a replica bears or nothing was reported
     * @param brought tokens per second that were seen
     * @param plan what its forecast and contest say
     * @param ahead its forecast, tokens per second; empty if it is held
     * @param detail the same in a sentence
     */
    record Sized(
            int replicas,
            double level,
            boolean known,
            double brought,
            Optional<SizingPlan> plan,
            Optional<Forecast> ahead,
            String detail) {
        static Sized held(int ordered, String why) {
            int kept = Math.max(1, ordered);
            return new Sized(kept, kept, false, 0, Optional.empty(), Optional.empty(), why);
        }
    }

    /**
     * What one role did in a window.
     *
     * @param window what its replicas reported
     * @param role pool and rate
     * @param ready replicas that are ready
     * @param ordered replicas that are ordered
     * @param lead start-up time of its pool
     * @param counted share of the reported demand that counts: what is beyond what can be meant is left out
     * @param teaches false if replicas that drain reported too
     */
    record Part(
            DemandWindow window,
            Roles.Of role,
            int ready,
            int ordered,
            Duration lead,
            double counted,
            boolean teaches) {}

    /** Learns from a window and proposes both sizes. */
    Planned plan(ClosedWindow closed, double counted, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        double share = seen.demand().orElse(0) > 0
                ? Math.min(1, counted / seen.demand().getAsDouble())
                : 1;
        Sized prompts = part(Role.PREFILL, closed, share, fleet, policy)
                .map(part -> prefill.size(part, policy))
                .orElseGet(() -> silent(Role.PREFILL, fleet, policy));
        Sized answers = part(Role.DECODE, closed, share, fleet, policy)
                .map(part -> decode.size(part, policy))
                .orElseGet(() -> silent(Role.DECODE, fleet, policy));
        needed = needed(prompts, answers, policy.replicas().max());
        return new Planned(
                proposal(prompts, answers, fleet, policy, seen),
                forecast(closed.total().length(), prompts, answers),
                OptionalDouble.empty());
    }

    /** Returns what both roles expect together, in tokens of both kinds; empty if one of them is held. */
    private static Optional<Output.Forecasted> forecast(Duration window, Sized prompts, Sized answers) {
        return prompts.ahead()
                .flatMap(first -> answers.ahead().map(first::plus))
                .map(both -> new Output.Forecasted(
                        Signal.TOKENS,
                        window,
                        both,
                        prompts.plan().orElseThrow().experts()));
    }

    /** Returns both sizes; where they are more than is allowed, a split of that in the ratio of their levels. */
    private static RoleNeed needed(Sized prompts, Sized answers, int max) {
        RoleSizes both = new RoleSizes(prompts.replicas(), answers.replicas());
        RoleSizes levels = new RoleSizes(whole(prompts.level()), whole(answers.level()));
        int generating = answers.plan()
                .map(plan -> ReplicaCount.carrying(answers.brought(), plan.perReplica()))
                .orElse(0);
        return new RoleNeed(both.sum() <= max ? both : levels.split(max), levels, generating);
    }

    private static int whole(double level) {
        return (int) Math.max(1, Math.min(1_000_000, Math.ceil(level)));
    }

    private static Sized silent(Role role, ServiceFleet fleet, ScalingPolicy policy) {
        String pool = policy.placement().roles().orElseThrow().in(role).pool();
        return Sized.held(
                fleet.in(pool).ordered(), role.key() + ": nothing was reported from " + pool + ", the size is held");
    }

    /** Returns what a role did: what its pool reported, or everything if no report names the pool of a role. */
    private static Optional<Part> part(
            Role role, ClosedWindow closed, double counted, ServiceFleet fleet, ScalingPolicy policy) {
        Roles roles = policy.placement().roles().orElseThrow();
        Roles.Of own = roles.in(role);
        Optional<DemandWindow> there = reported(closed, own);
        boolean named = reported(closed, roles.prefill()).isPresent()
                || reported(closed, roles.decode()).isPresent();
        if (named && there.isEmpty()) {
            return Optional.empty();
        }
        DemandWindow window = there.orElseGet(closed::total);
        int reporting = named ? window.tokens().orElseThrow().replicas() : 0;
        int ordered = fleet.in(own.pool()).ordered();
        int ready = fleet.in(own.pool()).ready().orElse(named ? reporting : ordered);
        Duration lead = policy.leadTime().orElseGet(() -> fleet.leads().lead(own.pool()));
        return Optional.of(new Part(window, own, ready, ordered, lead, counted, reporting <= ready));
    }

    /** Returns what was reported from the pool of a role, if tokens were. */
    private static Optional<DemandWindow> reported(ClosedWindow closed, Roles.Of role) {
        return Optional.ofNullable(closed.byPool().get(role.pool()))
                .map(ClosedWindow::total)
                .filter(window -> window.tokens().isPresent());
    }

    private SizeProposal proposal(
            Sized prompts, Sized answers, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        Roles roles = policy.placement().roles().orElseThrow();
        int prefillNow = fleet.in(roles.prefill().pool()).ordered();
        int decodeNow = fleet.in(roles.decode().pool()).ordered();
        Optional<SizingPlan> plan = both(prompts, answers);
        boolean byPrompts =
                needed.wanted().prefill() != prefillNow || answers.plan().isEmpty();
        Reason reason = (byPrompts ? prompts : answers)
                .plan()
                .map(p -> reason(p.sizing().family()))
                .orElse(Reason.COLD_START);
        Decision.Seen told = prompts.known() && answers.known()
                ? new Decision.Seen(
                        seen.from(), seen.to(), Signal.TOKENS, OptionalDouble.of(prompts.brought() + answers.brought()))
                : seen;
        SizeProposal sum = new SizeProposal(
                Trigger.WINDOW,
                reason,
                needed.wanted().sum(),
                Optional.of(told),
                plan,
                needed.wanted() + "; " + prompts.detail() + "; " + answers.detail());
        return prefillNow > 0 == decodeNow > 0
                ? sum.of(new SizeProposal.Split(needed, new RoleSizes(prefillNow, decodeNow)))
                : sum.of(new SizeProposal.Split(needed, RoleSizes.ZERO));
    }

    /** Both plans as one, in tokens of both kinds. */
    private Optional<SizingPlan> both(Sized prompts, Sized answers) {
        if (prompts.plan().isEmpty() || answers.plan().isEmpty()) {
            return Optional.empty();
        }
        SizingPlan first = prompts.plan().get();
        SizingPlan second = answers.plan().get();
        double level = first.sizing().level() + second.sizing().level();
        OptionalDouble forecast =
                first.forecast().isPresent() && second.forecast().isPresent()
                        ? OptionalDouble.of(first.forecast().getAsDouble()
                                + second.forecast().getAsDouble())
                        : OptionalDouble.empty();
        boolean longer = first.leadTime().compareTo(second.leadTime()) >= 0;
        return Optional.of(new SizingPlan(
                new Sizing(needed.wanted().sum(), level, first.sizing().family()),
                forecast,
                first.forecastUsable() && second.forecastUsable(),
                Math.max(1e-9, level / needed.wanted().sum()),
                longer ? first.leadTime() : second.leadTime(),
                first.rule(),
                first.runnerUp(),
                first.experts()));
    }

    static Reason reason(RuleFamily family) {
        return switch (family) {
            case FORECAST -> Reason.FORECAST;
            case REACTIVE -> Reason.REACTIVE;
            case BURST_MEMORY -> Reason.BURST_MEMORY;
            case COLD_START -> Reason.COLD_START;
        };
    }

    /** What a forecast expects, in words, with the level that is exceeded once in ten times. */
    static String expects(Forecast ahead, Duration lead) {
        return "expects " + NumberText.of(ahead.point()) + " (90 %: " + NumberText.of(ahead.quantile(.9)) + ") in "
                + lead.toSeconds() + " s";
    }

    /** Writes all but the snapshot of what answers taught. */
    void write(DataOutput out) throws IOException {
        needed.wanted().write(out);
        needed.lasting().write(out);
        out.writeInt(needed.generating());
        prefill.write(out);
        decode.write(out);
        decode.writeImported(out);
    }

    /** Reads what {@link #write} wrote; before {@code profiles} could be imported, it wrote less. */
    void read(DataInput in, Optional<DataInputStream> answers, ScalingPolicy policy, boolean profiles)
            throws IOException {
        needed = new RoleNeed(RoleSizes.read(in), RoleSizes.read(in), in.readInt());
        prefill.read(in, profiles);
        decode.read(in, answers, SizingTerms.of(policy));
        if (profiles) {
            decode.readImported(in);
        }
    }

    /** Returns true if there is a snapshot of what answers taught that was not written yet. */
    boolean hasSnapshot() {
        return decode.hasSnapshot();
    }

    /** Writes the snapshot of what answers taught. */
    void writeSnapshot(DataOutput out) throws IOException {
        decode.writeSnapshot(out);
    }
}
