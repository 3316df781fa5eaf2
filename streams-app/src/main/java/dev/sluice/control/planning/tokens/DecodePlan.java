package dev.sluice.control.planning.tokens;

import dev.sluice.control.planning.demand.DemandModel;
import dev.sluice.control.planning.demand.Journal;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.planning.tokens.RolePlan.Part;
import dev.sluice.control.planning.tokens.RolePlan.Sized;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.ScaleDownCheck;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.tokens.CacheNeed;
import dev.sluice.sizing.tokens.DecodeSpeed;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sizes the replicas that generate answers and compute no prompts: generated tokens are forecast and sized by the contest
 * of any demand, at what a replica bears within the bound between tokens. The KV cache is a floor.
 */
final class DecodePlan {
    private static final double MILLIS = 1000;

    private final DecodeSpeed speed = new DecodeSpeed();
    private final CacheNeed cacheNeed = new CacheNeed();
    private LearnedDemand learned = new LearnedDemand();
    private double known;

    /** Returns what a replica bears, generated tokens per second. */
    double perReplica(Roles.Of role) {
        return role.rate().orElse(known > 0 ? known : TokenPlan.FIRST_GUESS);
    }

    /** Starts from an imported profile, if it tells of answers and a time between tokens was promised. */
    void expect(ReplicaProfile profile, ScalingPolicy policy) {
        OptionalDouble bound = bound(policy);
        if (profile.tellsAnswers() && bound.isPresent()) {
            speed.expect(profile, bound.getAsDouble());
        }
    }

    private static OptionalDouble bound(ScalingPolicy policy) {
        return policy.objective().tokens().interToken().stream()
                .mapToDouble(inter -> inter.below().toMillis() / MILLIS)
                .findFirst();
    }

    /** Learns from a window and sizes the role. */
    Sized size(Part part, ScalingPolicy policy) {
        TokenLoad load = part.window().tokens().orElseThrow();
        double generated = part.counted() * load.outputTokens() / part.window().seconds();
        learnSpeed(part, load, generated, policy);
        if (part.role().rate().isEmpty() && known == 0) {
            return Sized.held(
                    part.ordered(),
                    "decode: what one replica bears is not known yet, the size is held: report interTokenTime, or state"
                            + " roles.decode.rate");
        }
        double each = perReplica(part.role());
        ContestTerms terms = terms(policy);
        DemandModel.Learned demand = learned.learn(part.window(), generated, each, part.lead(), terms);
        double lead = part.lead().toMillis() / MILLIS;
        load.kvCacheUsage().ifPresent(share -> cacheNeed.observe(part.window().seconds(), share * part.ready()));
        int cache = load.kvCacheUsage().isPresent() ? ReplicaCount.carrying(cacheNeed.replicas(lead), 1) : 0;
        int wanted = Math.max(1, Math.max(demand.plan().sizing().replicas(), cache));
        double expected = demand.plan().forecast().orElse(generated);
        int held = wanted < part.ordered()
                ? new ScaleDownCheck(policy.objective().share())
                        .smallest(wanted, part.ordered(), each, generated, expected)
                : wanted;
        String detail = "decode: answers take " + NumberText.of(generated) + " tokens/s, "
                + RolePlan.expects(demand.ahead(), part.lead()) + ", a replica bears " + NumberText.of(each)
                + (part.role().rate().isPresent() ? "" : " (" + speed.origin() + ")")
                + (load.kvCacheUsage().isPresent() ? ", " + cacheNeed.words(lead) : "")
                + (cache >= held && cache > 1 ? ", the KV cache asks for " + cache : "");
        double level = Math.max(cache, demand.plan().sizing().level() / each);
        return new Sized(
                Math.min(terms.max(), held),
                level,
                true,
                generated,
                Optional.of(demand.plan()),
                Optional.of(demand.ahead()),
                detail);
    }

    private void learnSpeed(Part part, TokenLoad load, double generated, ScalingPolicy policy) {
        if (part.teaches() && part.ready() > 0) {
            speed.observe(part.window().seconds(), generated / part.ready(), ServingReplicas.times(load.interToken()));
        }
        OptionalDouble within = bound(policy);
        if (within.isPresent()) {
            known = speed.within(within.getAsDouble()).orElse(known);
        }
    }

    private static ContestTerms terms(ScalingPolicy policy) {
        ContestTerms all = SizingTerms.of(policy);
        return new ContestTerms(
                all.share(), all.costLimit(), 1, Math.max(1, policy.replicas().max() - 1));
    }

    void write(DataOutput out) throws IOException {
        speed.write(out);
        out.writeDouble(known);
        learned.write(out);
    }

    void writeImported(DataOutput out) throws IOException {
        speed.writeImported(out);
        cacheNeed.write(out);
    }

    void readImported(DataInput in) throws IOException {
        speed.readImported(in);
        cacheNeed.read(in);
    }

    /** Reads what {@link #write} wrote, on top of a snapshot of what was learned. */
    void read(DataInput in, Optional<DataInputStream> snapshot, ContestTerms terms) throws IOException {
        speed.read(in);
        known = in.readDouble();
        learned = new LearnedDemand();
        Optional<Journal> since = learned.read(in);
        if (since.isPresent()) {
            learned.restore(snapshot, since.get(), terms);
        }
    }

    /** Returns true if there is a snapshot of what was learned that was not written yet. */
    boolean hasSnapshot() {
        return learned.hasSnapshot();
    }

    /** Writes a snapshot of what was learned now; nothing before the first window. */
    void writeSnapshot(DataOutput out) throws IOException {
        learned.takeSnapshot();
        learned.writeSnapshot(out);
    }
}
