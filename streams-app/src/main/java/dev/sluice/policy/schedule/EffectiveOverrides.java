package dev.sluice.policy.schedule;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.behavior.EffectiveBounds;
import dev.sluice.policy.schedule.OverrideSet.Rule;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import dev.sluice.policy.trace.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The effect of schedules and overrides on a policy at one time.
 *
 * @param bounds the bounds in effect
 * @param boundedBy what changed them; the last one applies
 * @param paused the active pause
 * @param forced the active forced replica count
 * @param frozen the active freezes, at most one per direction
 */
public record EffectiveOverrides(
        Bounds bounds, List<Rule> boundedBy, Optional<Rule> paused, Optional<Rule> forced, List<Rule> frozen) {
    public EffectiveOverrides {
        boundedBy = List.copyOf(boundedBy);
        frozen = List.copyOf(frozen);
    }

    /** Nothing is in effect but the bounds of the policy. */
    public static EffectiveOverrides none(Bounds policy) {
        return new EffectiveOverrides(policy, List.of(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Combines {@code rules}. Later rules override earlier ones. */
    static EffectiveOverrides of(Bounds policy, List<Rule> rules) {
        if (rules.isEmpty()) {
            return none(policy);
        }
        Bounds bounds = policy;
        List<Rule> boundedBy = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.action() instanceof Limit limit) {
                bounds = limited(bounds, limit);
                boundedBy.add(rule);
            }
        }
        List<Rule> frozen = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            last(rules, rule -> rule.action().equals(new Freeze(direction))).ifPresent(frozen::add);
        }
        return new EffectiveOverrides(
                bounds,
                boundedBy,
                last(rules, rule -> rule.action() instanceof Pause),
                last(rules, rule -> rule.action() instanceof Force),
                frozen);
    }

    /** Sets a bound. If the two bounds would cross, the other one moves along. */
    private static Bounds limited(Bounds bounds, Limit limit) {
        int max = limit.max().orElse(Math.max(bounds.max(), limit.min().orElse(0)));
        int min = limit.min().orElse(Math.min(bounds.min(), max));
        return new Bounds(min, Math.max(1, max));
    }

    private static Optional<Rule> last(List<Rule> rules, Predicate<Rule> kind) {
        return rules.stream().filter(kind).reduce((earlier, later) -> later);
    }

    /** Applies the overrides to the proposal {@code wish} while {@code current} replicas run. */
    public Outcome apply(int current, int wish) {
        if (paused.isPresent()) {
            return new Outcome(current, Reason.OVERRIDE, paused);
        }
        if (forced.isPresent() && forced.get().action() instanceof Force force) {
            return new Outcome(force.replicas(), Reason.OVERRIDE, forced);
        }
        int bounded = bounds.clamp(wish);
        Optional<Rule> freeze = frozen.stream()
                .filter(rule -> rule.action().equals(new Freeze(bounded > current ? Direction.UP : Direction.DOWN)))
                .findFirst();
        if (bounded != current && freeze.isPresent()) {
            return new Outcome(current, Reason.OVERRIDE, freeze);
        }
        return bounded == wish
                ? new Outcome(wish, Reason.NO_CHANGE, Optional.empty())
                : new Outcome(bounded, effectiveBounds().reason(wish, bounded), lastBound());
    }

    /** The bounds in effect, and who set them. */
    public EffectiveBounds effectiveBounds() {
        return boundedBy.isEmpty() ? EffectiveBounds.ofPolicy(bounds) : setBy(boundedBy.get(boundedBy.size() - 1));
    }

    private EffectiveBounds setBy(Rule rule) {
        Reason reason = rule.scheduled() ? Reason.SCHEDULE : Reason.OVERRIDE;
        return EffectiveBounds.setBy(rule.describe(), reason, bounds);
    }

    private Optional<Rule> lastBound() {
        return boundedBy.isEmpty() ? Optional.empty() : Optional.of(boundedBy.get(boundedBy.size() - 1));
    }

    /** Everything in effect, as sentences: who, what, until when. */
    public List<String> describe() {
        return paused.isEmpty() && forced.isEmpty() && frozen.isEmpty() && boundedBy.isEmpty()
                ? List.of()
                : sentences();
    }

    private List<String> sentences() {
        List<String> all = new ArrayList<>();
        paused.ifPresent(rule -> all.add(rule.describe()));
        forced.ifPresent(rule -> all.add(rule.describe()));
        frozen.forEach(rule -> all.add(rule.describe()));
        boundedBy.forEach(rule -> all.add(rule.describe()));
        return all;
    }

    /**
     * A proposal after schedules and overrides.
     *
     * @param replicas the resulting replica count
     * @param reason why
     * @param by what changed it; empty if nothing did, or only the policy's own bounds
     */
    public record Outcome(int replicas, Reason reason, Optional<Rule> by) {}
}
