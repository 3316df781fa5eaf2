package dev.sluice.control.planning.tokens;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.planning.demand.DemandModel;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.demand.TokenLoad;
import dev.sluice.forecast.Forecast;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.Sizing;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.TokenSizer;
import dev.sluice.sizing.tokens.contest.TokenTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * Plans a service that serves a large model: its demand is forecast in tokens, and sized by what prompts, answers and the
 * KV cache take of a replica.
 */
public final class TokenPlan {
    /** Before anything was learned, a replica counts as one that serves this many tokens per second: only forecasts use it. */
    static final double FIRST_GUESS = 1000;

    private static final double MILLIS = 1000;

    /** Comes before the state of roles. That of a single sizer begins with seconds, which are never below 0. */
    private static final float ROLES = -1;

    /** Comes before all since profiles can be imported. */
    private static final float WITH_PROFILES = -3;

    private static final int NOTHING = 0;
    private static final int ONE = 1;
    private static final int APART = 2;

    private final LearnedDemand learned;
    private Optional<TokenSizer> sizer = Optional.empty();
    private Optional<RolePlan> roles = Optional.empty();
    private Optional<ReplicaProfile> imported = Optional.empty();
    // not state: read with the model, for the roles that are read after it
    private Optional<byte[]> answers = Optional.empty();
    private boolean changed;

    public TokenPlan(LearnedDemand learned) {
        this.learned = learned;
    }

    /** True if it is left to be learned what tokens take of a replica. What a policy states is sized as any demand. */
    public static boolean sizes(ScalingPolicy policy) {
        return policy.demand().signal() == Signal.TOKENS
                && policy.demand().perReplica().isEmpty()
                && policy.placement().pools().stream()
                        .allMatch(pool -> pool.perReplica().isEmpty());
    }

    /**
     * Returns what a replica computes in each declared pool while it is busy, prompt tokens per second: as learned for the
     * first pool, times what the policy says of the other's speed.
     */
    public List<PoolOffer> offers(ScalingPolicy policy, Catalog catalog) {
        if (policy.placement().roles().isPresent()) {
            return apart().offers(policy, catalog);
        }
        List<PoolOffer> offers = new ArrayList<>();
        for (PoolTerms terms : policy.placement().pools()) {
            double rate = each() * policy.placement().speed(terms);
            catalog.pool(terms.pool()).ifPresent(pool -> offers.add(new PoolOffer(pool, rate, terms.min())));
        }
        return offers;
    }

    /** Takes in what was measured of a replica. It is begun with as soon as there are requests. */
    public void imported(ReplicaProfile profile) {
        imported = Optional.of(profile);
        changed = true;
    }

    private RolePlan apart() {
        RolePlan plan = roles.orElseGet(() -> new RolePlan(learned));
        roles = Optional.of(plan);
        return plan;
    }

    /** Returns the replicas of two roles that were needed last; one of each before that. */
    public RoleNeed needed() {
        return roles.map(RolePlan::needed).orElse(RoleNeed.ONE_EACH);
    }

    private double each() {
        double known = sizer.map(TokenSizer::promptTokensPerSecond).orElse(0.);
        return known > 0 ? known : FIRST_GUESS;
    }

    /** Learns from a window that brought {@code counted} tokens per second, and proposes a size. */
    public Planned plan(
            ClosedWindow closed, double counted, ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        changed = true;
        if (policy.placement().roles().isPresent()) {
            begin(closed.total(), (profile, mix) -> apart().expect(profile, mix, policy));
            return apart().plan(closed, counted, fleet, policy, seen);
        }
        DemandWindow window = closed.total();
        TokenSizer learnedSizer = sizer.orElseGet(TokenSizer::new);
        sizer = Optional.of(learnedSizer);
        begin(window, (profile, mix) -> learnedSizer.expect(profile, mix.promptTokens(), mix.outputPerPrompt()));
        Duration lead = policy.leadTime().orElseGet(fleet.leads()::leadTime);
        DemandModel.Learned demand = learned.learn(window, counted, each(), lead, SizingTerms.of(policy));
        ServingReplicas serving = ServingReplicas.in(closed, fleet, policy);
        Optional<TokenSizer.Result> result = learnedSizer.take(
                tokens(window, serving, lead, demand.ahead()), present(learnedSizer, fleet, policy), terms(policy));
        SizeProposal proposal = result.map(sized -> policy.placement().pools().isEmpty()
                        ? proposal(sized, demand.plan(), perReplica(sized, counted), seen)
                        : pooled(sized, demand.plan(), serving, seen))
                .orElseGet(() -> unknown(fleet, policy, seen));
        return new Planned(
                proposal,
                Optional.of(new Output.Forecasted(
                        policy.demand().signal(),
                        window.length(),
                        demand.ahead(),
                        demand.plan().experts())),
                OptionalDouble.empty());
    }

    /** Begins with an imported profile in the first window that tells what requests are like. */
    private void begin(DemandWindow window, BiConsumer<ReplicaProfile, RequestMix> start) {
        Optional<RequestMix> mix = imported.isEmpty() ? Optional.empty() : RequestMix.of(window);
        if (mix.isPresent()) {
            start.accept(imported.orElseThrow(), mix.get());
            imported = Optional.empty();
        }
    }

    /**
     * Replicas from which on a size is smaller. On pools that is what was asked for: what is ordered has spare replicas
     * besides, for spot that is given back and for others that are starting, and they are not to be asked for again.
     */
    private static int present(TokenSizer sizer, ServiceFleet fleet, ScalingPolicy policy) {
        return policy.placement().pools().isEmpty() || sizer.asked() == 0 ? fleet.ordered() : sizer.asked();
    }

    private static TokenWindow tokens(DemandWindow window, ServingReplicas serving, Duration lead, Forecast ahead) {
        TokenLoad load = window.tokens().orElseThrow();
        double prompt = Math.max(0, load.promptTokens() - load.cachedPromptTokens());
        double ofAll = load.worked() > 0 ? prompt / load.worked() : 1;
        Forecast prompts = ahead.times(ofAll);
        return new TokenWindow(
                window.seconds(),
                window.requests(),
                prompt,
                load.outputTokens(),
                window.backlog().orElse(load.waiting().orElse(0)),
                serving.kvCacheUsage(),
                serving.replicas(),
                serving.firstToken(),
                ServingReplicas.times(load.interToken()),
                lead.toMillis() / MILLIS,
                Outlook.of(prompts),
                serving.teaches());
    }

    static TokenTerms terms(ScalingPolicy policy) {
        Objective.Tokens promised = policy.objective().tokens();
        OptionalDouble first = promised.firstToken().stream()
                .mapToDouble(bound -> bound.below().toMillis() / MILLIS)
                .findFirst();
        OptionalDouble inter = promised.interToken().stream()
                .mapToDouble(bound -> bound.below().toMillis() / MILLIS)
                .findFirst();
        double slack = promised.firstToken().map(FirstToken::slack).orElse(0.);
        return new TokenTerms(
                first,
                slack,
                inter,
                promised.lateShare(),
                policy.replicas().min(),
                policy.replicas().max());
    }

    /** What a replica serves of the demand at the level of the rule. */
    private static double perReplica(TokenSizer.Result sized, double demand) {
        return Math.max(1e-9, sized.level() > 0 ? demand / sized.level() : demand);
    }

    /** On pools, a size is a load of prompts: the placement finds the cheapest mix that computes as much. */
    private static SizeProposal pooled(
            TokenSizer.Result sized, SizingPlan forecast, ServingReplicas serving, Decision.Seen seen) {
        double each = sized.promptTokensPerSecond();
        SizeProposal proposal = proposal(sized, forecast, each, seen);
        String busy = serving.shares().isEmpty() ? "" : "; busy with prompts: " + serving.shares();
        return proposal.because(proposal.reason(), proposal.detail() + busy).carrying(Load.of(sized.replicas() * each));
    }

    private static SizeProposal proposal(
            TokenSizer.Result sized, SizingPlan forecast, double each, Decision.Seen seen) {
        SizingPlan plan = new SizingPlan(
                new Sizing(Math.max(1, sized.replicas()), sized.level() * each, sized.family()),
                forecast.forecast(),
                forecast.forecastUsable(),
                each,
                forecast.leadTime(),
                sized.deciding(),
                sized.runnerUp(),
                forecast.experts());
        return new SizeProposal(
                Trigger.WINDOW,
                RolePlan.reason(sized.family()),
                sized.replicas(),
                Optional.of(seen),
                Optional.of(plan),
                sized.detail());
    }

    private static SizeProposal unknown(ServiceFleet fleet, ScalingPolicy policy, Decision.Seen seen) {
        int held = Math.max(fleet.ordered(), Math.min(1, policy.replicas().max()));
        String detail = "what one replica computes is not known yet: the size is held. Report promptTokens and"
                + " timeToFirstToken, from which it is learned";
        return new SizeProposal(Trigger.WINDOW, Reason.COLD_START, held, Optional.of(seen), Optional.empty(), detail);
    }

    /** Forgets all: demand is measured by another signal, or what was stored cannot be read. */
    public void forget() {
        changed |= sizer.isPresent() || roles.isPresent();
        sizer = Optional.empty();
        roles = Optional.empty();
    }

    /** Returns true if there is something new to write. */
    public boolean changed() {
        return changed;
    }

    /** Writes what was learned; nothing if the service serves no large model. */
    public void write(DataOutput out) throws IOException {
        changed = false;
        if (roles.isEmpty() && sizer.isEmpty() && imported.isEmpty()) {
            return;
        }
        out.writeFloat(WITH_PROFILES);
        out.writeBoolean(imported.isPresent());
        if (imported.isPresent()) {
            imported.get().write(out);
        }
        if (roles.isPresent()) {
            out.writeByte(APART);
            roles.get().write(out);
        } else if (sizer.isPresent()) {
            out.writeByte(ONE);
            sizer.get().write(out);
        } else {
            out.writeByte(NOTHING);
        }
    }

    /** Reads what {@link #write} wrote; the state of roles only if the policy in force has them. */
    public void read(DataInputStream in, Optional<ScalingPolicy> inForce) throws IOException {
        byte[] stored = in.readAllBytes();
        DataInputStream all = new DataInputStream(new ByteArrayInputStream(stored));
        float first = all.readFloat();
        boolean profiles = first == WITH_PROFILES;
        if (profiles && all.readBoolean()) {
            imported = Optional.of(ReplicaProfile.read(all));
        }
        int kind = profiles ? all.readByte() : first == ROLES ? APART : ONE;
        if (kind == ONE) {
            DataInputStream one = profiles ? all : new DataInputStream(new ByteArrayInputStream(stored));
            sizer = Optional.of(profiles ? TokenSizer.read(one) : TokenSizer.readUnimported(one));
            leaveNothing(one);
        } else if (kind == APART && inForce.flatMap(p -> p.placement().roles()).isPresent()) {
            readRoles(all, inForce.get(), profiles);
        }
    }

    private void readRoles(DataInputStream in, ScalingPolicy policy, boolean profiles) throws IOException {
        RolePlan plan = new RolePlan(learned);
        plan.read(in, answers.map(bytes -> new DataInputStream(new ByteArrayInputStream(bytes))), policy, profiles);
        roles = Optional.of(plan);
        leaveNothing(in);
    }

    private static void leaveNothing(DataInputStream in) throws IOException {
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes are left over");
        }
    }

    /** Returns true if roles have a snapshot that was not written yet. */
    public boolean hasSnapshot() {
        return roles.map(RolePlan::hasSnapshot).orElse(false);
    }

    /** Writes the snapshot of roles after that of prompts. */
    public void writeSnapshot(DataOutput out) throws IOException {
        if (roles.isPresent()) {
            roles.get().writeSnapshot(out);
        }
    }

    /** Returns true if two roles are sized. */
    public boolean hasRoles() {
        return roles.isPresent();
    }

    /** Keeps what follows the snapshot of prompts, for the roles that are read later. */
    public void readSnapshot(DataInputStream in) throws IOException {
        byte[] rest = in.readAllBytes();
        answers = rest.length == 0 ? Optional.empty() : Optional.of(rest);
    }
}
