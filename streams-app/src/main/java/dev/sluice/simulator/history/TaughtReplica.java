package dev.sluice.simulator.history;

import dev.sluice.control.message.history.PastWindow;
import dev.sluice.control.planning.capacity.ReplicaLesson;
import dev.sluice.control.planning.tokens.TokenPlan;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.tokens.ProfileLesson;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the past showed of a replica.
 *
 * @param windows number of steps that tell replicas and requests
 * @param expected of a service that is not sized by prompts and answers
 * @param profile of one that is
 * @param busySeconds for how long one replica computed prompts in what was seen, seconds
 */
public record TaughtReplica(
        long windows, Optional<ExpectedReplica> expected, Optional<ReplicaProfile> profile, double busySeconds) {
    private static final double MILLIS = 1000;

    /** Where a source tells demand only. */
    public static final TaughtReplica NOTHING = new TaughtReplica(0, Optional.empty(), Optional.empty(), 0);

    /** Learns from steps in order of time. Of roles it is learned where steps tell the replicas of each. */
    public static TaughtReplica of(List<MeasuredStep> steps, ScalingPolicy policy, String source) {
        if (policy.placement().roles().isPresent()) {
            return ofRoles(steps, source);
        }
        List<PastWindow> windows = steps.stream()
                .map(MeasuredStep::window)
                .flatMap(Optional::stream)
                .toList();
        if (windows.isEmpty()) {
            return NOTHING;
        }
        if (!TokenPlan.sizes(policy)) {
            return new TaughtReplica(windows.size(), ReplicaLesson.of(windows, policy), Optional.empty(), 0);
        }
        ProfileLesson lesson = new ProfileLesson();
        windows.forEach(past ->
                past.window().tokens().ifPresent(load -> lesson.take(window(past, load), load.outputTokens())));
        return new TaughtReplica(windows.size(), Optional.empty(), lesson.profile(source), lesson.busySeconds());
    }

    private static TaughtReplica ofRoles(List<MeasuredStep> steps, String source) {
        ProfileLesson lesson = new ProfileLesson();
        long windows = 0;
        for (MeasuredStep step : steps) {
            Optional<PastWindow> prompts = told(step, Measure.PREFILL_REPLICAS);
            Optional<PastWindow> answers = told(step, Measure.DECODE_REPLICAS);
            prompts.ifPresent(past -> lesson.takePrompts(window(past, load(past))));
            answers.ifPresent(past ->
                    lesson.takeAnswers(window(past, load(past)), load(past).outputTokens()));
            windows += prompts.isPresent() || answers.isPresent() ? 1 : 0;
        }
        return windows == 0
                ? NOTHING
                : new TaughtReplica(windows, Optional.empty(), lesson.profile(source), lesson.busySeconds());
    }

    private static Optional<PastWindow> told(MeasuredStep step, Measure replicas) {
        return step.window(replicas).filter(past -> past.window().tokens().isPresent());
    }

    private static TokenLoad load(PastWindow past) {
        return past.window().tokens().orElseThrow();
    }

    private static TokenWindow window(PastWindow past, TokenLoad load) {
        return new TokenWindow(
                past.window().seconds(),
                past.window().requests(),
                Math.max(0, load.promptTokens() - load.cachedPromptTokens()),
                load.outputTokens(),
                load.waiting().orElse(0),
                load.kvCacheUsage(),
                past.replicas(),
                times(load.firstToken()),
                times(load.interToken()),
                0,
                Outlook.NONE);
    }

    private static TokenWindow.Times times(LatencyHistogram histogram) {
        return new TokenWindow.Times(histogram.total(), histogram.sum() / MILLIS);
    }

    /** Returns the units per second that one replica is to be planned with; empty if nothing shows it. */
    public OptionalDouble perReplica(Signal signal) {
        if (profile.map(ReplicaProfile::tellsPrompts).orElse(false)) {
            double prompt = profile.orElseThrow().prompts().get(0).at();
            return OptionalDouble.of(profile.orElseThrow().promptTokensPerSecond(prompt));
        }
        if (expected.isEmpty()) {
            return OptionalDouble.empty();
        }
        double planned = expected.get().planned();
        return signal != Signal.CONCURRENCY
                ? OptionalDouble.of(planned)
                : expected.get().quietMillis().stream()
                        .map(quiet -> planned * quiet / MILLIS)
                        .findFirst();
    }
}
