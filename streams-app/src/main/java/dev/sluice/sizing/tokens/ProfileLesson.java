package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the past of a service that serves a large model shows of one replica, as a profile that might have been measured.
 *
 * <p><b>Prompts.</b> As {@link PrefillSpeed}: tokens computed over the time in which replicas were busy with them.
 *
 * <p><b>Steps.</b> Where prompts take a share u of a replica's time, an answer gets {@code 1 / m = (1 - u) / s + u / c}
 * tokens per second: one with each step s of the rest, and one with each chunk c of a prompt. So a mean m between tokens
 * shows the step s of as many answers as there were at once, {@code n = tokens generated per second * m / replicas} by
 * Little's law. Steps are a line in n, by least squares that forget; before anything is known of its slope, four times as
 * many answers take about one and three quarters of the time.
 *
 * <p>Where prompts and answers have replicas of their own, each tells its part.
 *
 * <p><b>Example.</b> Two replicas generate 800 tokens per second with 40 ms between tokens and hardly any prompts: a step of
 * 16 answers takes 40 ms.
 */
public final class ProfileLesson {
    private static final double FORGET_SECONDS = 25_000;
    private static final double PRIOR_SECONDS = 50;

    /** Where prompts take more than this share, what a step takes without them is guesswork. */
    private static final double MOST_BUSY = .8;

    private static final double PRIOR_IDLE = .75;
    private static final double PRIOR_REACH = 4;

    private final PrefillSpeed speed = new PrefillSpeed();
    private final List<Step> steps = new ArrayList<>();
    private double seconds;

    private record Step(double at, double weight, double answers, double seconds) {}

    /** Takes in a window in which the replicas generated so many tokens. */
    public void take(TokenWindow w, double outputTokens) {
        seconds += w.seconds();
        if (!(w.replicas() > 0)) {
            return;
        }
        speed.observe(w);
        boolean tells = w.interToken().count() > 0 && w.interToken().sumSeconds() > 0 && outputTokens > 0;
        if (tells && speed.isKnown() && speed.busyShare() <= MOST_BUSY) {
            step(w, outputTokens);
        }
    }

    /** Takes in a window of replicas that compute prompts and nothing else. */
    public void takePrompts(TokenWindow w) {
        if (w.replicas() > 0) {
            speed.observe(w);
        }
    }

    /** Takes in a window in which replicas that compute no prompts generated so many tokens. */
    public void takeAnswers(TokenWindow w, double outputTokens) {
        seconds += w.seconds();
        if (w.replicas() > 0 && w.interToken().count() > 0 && w.interToken().sumSeconds() > 0 && outputTokens > 0) {
            double mean = w.interToken().mean();
            double answers = outputTokens / w.seconds() * mean / w.replicas();
            steps.add(new Step(seconds, w.seconds(), Math.max(1, answers), mean));
        }
    }

    private void step(TokenWindow w, double outputTokens) {
        double mean = w.interToken().mean();
        double share = speed.busyShare();
        double chunks = Math.max(1, Math.ceil(speed.promptMean() / ReplicaProfile.USUAL_CHUNK));
        double chunk = Math.max(mean, speed.ownSeconds() / chunks);
        double rest = 1 / mean - share / chunk;
        if (rest > 0) {
            double answers = outputTokens / w.seconds() * mean / w.replicas();
            steps.add(new Step(seconds, w.seconds(), Math.max(1, answers), (1 - share) / rest));
        }
    }

    /** Returns what was shown; empty if neither prompts nor the answers of replicas without prompts tell anything. */
    public Optional<ReplicaProfile> profile(String source) {
        if (!speed.isKnown() && steps.isEmpty()) {
            return Optional.empty();
        }
        List<Point> prompts = speed.isKnown() ? List.of(new Point(speed.promptMean(), speed.ownSeconds())) : List.of();
        return Optional.of(new ReplicaProfile(prompts, answers(), ReplicaProfile.USUAL_CHUNK, source));
    }

    /** Returns for how long one replica computed prompts in what was seen, seconds. */
    public double busySeconds() {
        return speed.busySeconds();
    }

    private List<Point> answers() {
        if (steps.isEmpty()) {
            return List.of();
        }
        Line line = new Line();
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Step step : steps) {
            line.add(step, Math.exp((step.at() - seconds) / FORGET_SECONDS));
            least = Math.min(least, step.answers());
            most = Math.max(most, step.answers());
        }
        line.expect();
        double far = Math.max(most, 2 * least);
        return List.of(new Point(least, line.at(least)), new Point(far, line.at(far)));
    }

    /** Least squares of steps by answers. */
    private static final class Line {
        private double ones;
        private double xs;
        private double squares;
        private double ys;
        private double products;

        void add(Step step, double keep) {
            add(keep * step.weight(), step.answers(), step.seconds());
        }

        private void add(double weight, double x, double y) {
            ones += weight;
            xs += weight * x;
            squares += weight * x * x;
            ys += weight * y;
            products += weight * x * y;
        }

        /** Two made-up observations on the line that is usual, through the mean of what was seen. */
        void expect() {
            double x = xs / ones;
            double y = ys / ones;
            double weight = Math.min(PRIOR_SECONDS, ones / 10);
            add(weight, 0, PRIOR_IDLE * y);
            add(weight, PRIOR_REACH * x, (PRIOR_IDLE + (1 - PRIOR_IDLE) * PRIOR_REACH) * y);
        }

        /** A step takes some time, and no less for more answers. */
        double at(double x) {
            double slope = Math.max(0, (ones * products - xs * ys) / (ones * squares - xs * xs));
            double start = Math.max(0, (ys - slope * xs) / ones);
            return Math.max(1e-6, start + slope * x);
        }
    }
}
