package dev.sluice.simulator.profile;

import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A load that was put on replicas, and how its requests were served: prompts and answers mixed.
 *
 * <p>A prompt takes the shortest time to the first token that any load shows for its length, because nothing waited there,
 * and not more than the time between two requests of one replica. With the share u of time that prompts take, and n
 * answers at once by Little's law, the time between tokens m tells the time of a step without prompts:
 * {@code step(n) = (1 - u) / (1 / m - u / chunk time)}. That is what {@link ReplicaProfile} reverses.
 *
 * @param perSecond requests per second and replica
 * @param prompt tokens of a mean prompt
 * @param output tokens of a mean answer
 * @param firstToken mean time to the first token, seconds
 * @param interToken mean time between tokens, seconds; empty if it was not measured
 */
record LoadTest(double perSecond, double prompt, double output, double firstToken, OptionalDouble interToken) {
    /** Prompts whose lengths differ by less than this share count as of one length. */
    private static final double SAME_LENGTH = .05;

    /** Beyond this share of prompts, answers tell little of steps without them. */
    private static final double MOSTLY_PROMPTS = .9;

    private static final double LEAST_OF_STEP = .1;

    /** Adds what all tests tell together. */
    static void addAll(List<LoadTest> tests, List<Point> prompts, List<Point> steps, ProfileTerms terms) {
        Map<Double, Double> shortest = new TreeMap<>();
        for (LoadTest test : tests) {
            shortest.merge(length(test, shortest), test.longestPrompt(), Math::min);
        }
        shortest.forEach((length, seconds) -> prompts.add(new Point(length, seconds)));
        for (LoadTest test : tests) {
            double seconds = shortest.getOrDefault(length(test, shortest), test.longestPrompt());
            test.step(seconds, terms.chunk(), steps);
        }
    }

    /** The length that stands for that of a test: the one that is known already, if it is nearly the same. */
    private static double length(LoadTest test, Map<Double, Double> known) {
        return known.keySet().stream()
                .filter(length -> Math.abs(length - test.prompt) <= SAME_LENGTH * length)
                .findFirst()
                .orElse(test.prompt);
    }

    private double longestPrompt() {
        return Math.min(firstToken, 1 / perSecond);
    }

    private void step(double promptSeconds, double chunk, List<Point> steps) {
        double share = perSecond * promptSeconds;
        if (interToken.isEmpty() || output < 2 || share > MOSTLY_PROMPTS) {
            return;
        }
        double between = interToken.getAsDouble();
        double answers = perSecond * (output - 1) * between;
        double chunkSeconds = promptSeconds / Math.ceil(prompt / chunk);
        double rest = 1 / between - share / Math.max(between, chunkSeconds);
        double step = Math.max(LEAST_OF_STEP * between, Math.min(between, (1 - share) / Math.max(rest, 1e-9)));
        steps.add(new Point(Math.max(1, answers), step));
    }
}
