package dev.sluice.control.planning.tokens;

import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.planning.demand.DemandModel;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.planning.tokens.RolePlan.Part;
import dev.sluice.control.planning.tokens.RolePlan.Sized;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.Sizing;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.TokenSizer;
import dev.sluice.sizing.tokens.contest.TokenTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** Sizes the replicas that compute prompts and nothing else: as those that do both, with no answers to slow down. */
final class PrefillPlan {
    private static final double MILLIS = 1000;

    private final LearnedDemand learned;
    private TokenSizer sizer = new TokenSizer();

    PrefillPlan(LearnedDemand prompts) {
        this.learned = prompts;
    }

    /** Returns what a replica computes while it is busy, prompt tokens per second. */
    double perReplica(Roles.Of role) {
        double known = sizer.promptTokensPerSecond();
        return role.rate().orElse(known > 0 ? known : TokenPlan.FIRST_GUESS);
    }

    /** Starts from an imported profile. */
    void expect(ReplicaProfile profile, RequestMix mix) {
        sizer.expect(profile, mix.promptTokens(), mix.outputPerPrompt());
    }

    /** Learns from a window and sizes the role. */
    Sized size(Part part, ScalingPolicy policy) {
        TokenLoad load = part.window().tokens().orElseThrow();
        double tokens = part.counted() * Math.max(0, load.promptTokens() - load.cachedPromptTokens());
        double seconds = part.window().seconds();
        DemandModel.Learned demand = learned.learn(
                part.window(), tokens / seconds, perReplica(part.role()), part.lead(), SizingTerms.of(policy));
        TokenWindow window = new TokenWindow(
                seconds,
                part.window().requests(),
                tokens,
                load.outputTokens(),
                part.window().backlog().orElse(load.waiting().orElse(0)),
                OptionalDouble.empty(),
                part.ready(),
                ServingReplicas.times(load.firstToken()),
                TokenWindow.Times.NONE,
                part.lead().toMillis() / MILLIS,
                Outlook.of(demand.ahead()),
                part.teaches());
        Optional<TokenSizer.Result> result = sizer.take(window, part.ordered(), terms(part, policy));
        return result.map(sized -> sized(sized, demand, tokens / seconds, part))
                .orElseGet(() -> Sized.held(
                        part.ordered(),
                        "prefill: what one replica computes is not known yet, the size is held: report"
                                + " timeToFirstToken, or state roles.prefill.rate"));
    }

    private static TokenTerms terms(Part part, ScalingPolicy policy) {
        TokenTerms all = TokenPlan.terms(policy);
        return new TokenTerms(
                all.firstTokenSeconds(),
                all.slack(),
                OptionalDouble.empty(),
                all.lateShare(),
                1,
                Math.max(1, policy.replicas().max() - 1),
                part.role().rate());
    }

    private static Sized sized(TokenSizer.Result sized, DemandModel.Learned demand, double brought, Part part) {
        double each = sized.promptTokensPerSecond();
        SizingPlan plan = new SizingPlan(
                new Sizing(Math.max(1, sized.replicas()), sized.level() * each, sized.family()),
                demand.plan().forecast(),
                demand.plan().forecastUsable(),
                each,
                part.lead(),
                sized.deciding(),
                sized.runnerUp(),
                demand.plan().experts());
        String detail = "prefill: " + RolePlan.expects(demand.ahead(), part.lead()) + ", " + sized.detail();
        return new Sized(
                Math.max(1, sized.replicas()),
                sized.level(),
                true,
                brought,
                Optional.of(plan),
                Optional.of(demand.ahead()),
                detail);
    }

    void write(DataOutput out) throws IOException {
        sizer.write(out);
    }

    void read(DataInput in, boolean profiles) throws IOException {
        sizer = profiles ? TokenSizer.read(in) : TokenSizer.readUnimported(in);
    }
}
