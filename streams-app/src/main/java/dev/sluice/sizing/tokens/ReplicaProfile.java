package dev.sluice.sizing.tokens;

import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured of one replica before it served anybody: how long it computes a prompt, and how long a step takes that
 * generates one token of each of several answers.
 *
 * <p><b>Example.</b> Prompts of 512 tokens take 54 ms, and of 2,048 tokens 137 ms. Answers come at 30 ms between tokens
 * alone, and at 50 ms where 64 are generated at once.
 *
 * @param prompts time of a prompt that is alone, by its tokens; empty if it was not measured
 * @param steps time of a step without prompts, by the answers in it; empty if it was not measured
 * @param chunk prompt tokens that the engine computes in one step beside the answers (chunked prefill)
 * @param source where it was measured, for people
 */
public record ReplicaProfile(List<Point> prompts, List<Point> steps, double chunk, String source) {
    /** Prompt tokens in a step where nobody says otherwise: vLLM's default of {@code max_num_batched_tokens}. */
    public static final double USUAL_CHUNK = 2048;

    /** Points that are kept of each kind, spread evenly where there are more. */
    static final int MOST_POINTS = 100;

    private static final double MOST_TOKENS = 1e9;
    private static final double MOST_SECONDS = 1e5;

    /** A batch is not extrapolated beyond so many times the largest that was measured. */
    private static final double MOST_AHEAD = 2;

    /** How often the number of answers is found anew from how fast they come. */
    private static final int ROUNDS = 30;

    /**
     * One measurement.
     *
     * @param at tokens of a prompt, or answers in a step
     * @param seconds how long it took
     */
    public record Point(double at, double seconds) {
        public Point {
            if (!(at > 0 && at <= MOST_TOKENS)) {
                throw new IllegalArgumentException(
                        "a measurement is of more than 0, and at most 10^9, not " + NumberText.exactly(at));
            }
            if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
                throw new IllegalArgumentException(
                        "a measured time is more than 0 s, and at most 100,000 s, not " + NumberText.exactly(seconds));
            }
        }
    }

    public ReplicaProfile {
        if (prompts.isEmpty() && steps.isEmpty()) {
            throw new IllegalArgumentException("a profile has a time of a prompt or of a step at least");
        }
        if (!(chunk >= 1 && chunk <= MOST_TOKENS)) {
            throw new IllegalArgumentException(
                    "a step computes at least one prompt token, not " + NumberText.exactly(chunk));
        }
        prompts = MeasuredCurve.rising(prompts);
        steps = MeasuredCurve.rising(steps);
    }

    /** Returns what a replica computes of prompts of so many tokens while it is busy, tokens per second. */
    public double promptTokensPerSecond(double tokens) {
        return tokens / promptSeconds(tokens);
    }

    private double promptSeconds(double tokens) {
        return MeasuredCurve.at(prompts, tokens);
    }

    /**
     * Returns the tokens per second of one answer where prompts take a share of the replica's time.
     *
     * <p>In that share, an answer gets one token with each chunk of a prompt; in the rest, one with each step:
     * {@code (1 - share) / step(n) + share / chunk time}, with n answers at once by Little's law.
     *
     * @param promptTokens of a prompt
     * @param outputPerPrompt generated tokens for each prompt token
     */
    double answerTokensPerSecond(double share, double promptTokens, double outputPerPrompt) {
        double generated = share * promptTokensPerSecond(promptTokens) * outputPerPrompt;
        double chunkSeconds = promptSeconds(promptTokens) / Math.ceil(promptTokens / chunk);
        double each = 1 / step(1);
        for (int i = 0; i < ROUNDS; i++) {
            double step = step(Math.min(mostAnswers(), generated / each));
            double next = (1 - share) / step + share / Math.max(step, chunkSeconds);
            each = (each + next) / 2;
        }
        return each;
    }

    /** Returns the most tokens per second that a replica generates without prompts, within a time of a step. */
    double generatedWithin(double seconds) {
        double answers = MeasuredCurve.reaches(steps, seconds, mostAnswers());
        return answers / step(answers);
    }

    /** Returns the time of a step with so many answers. */
    public double step(double answers) {
        return MeasuredCurve.at(steps, Math.max(steps.get(0).at(), answers));
    }

    private double mostAnswers() {
        return MOST_AHEAD * steps.get(steps.size() - 1).at();
    }

    /** Returns true if times of prompts were measured. */
    public boolean tellsPrompts() {
        return !prompts.isEmpty();
    }

    /** Returns true if times of steps were measured. */
    public boolean tellsAnswers() {
        return !steps.isEmpty();
    }

    public void write(DataOutput out) throws IOException {
        write(prompts, out);
        write(steps, out);
        out.writeDouble(chunk);
        out.writeUTF(source);
    }

    private static void write(List<Point> points, DataOutput out) throws IOException {
        out.writeShort(points.size());
        for (Point point : points) {
            out.writeDouble(point.at());
            out.writeDouble(point.seconds());
        }
    }

    public static ReplicaProfile read(DataInput in) throws IOException {
        return new ReplicaProfile(points(in), points(in), in.readDouble(), in.readUTF());
    }

    private static List<Point> points(DataInput in) throws IOException {
        int count = in.readUnsignedShort();
        List<Point> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(new Point(in.readDouble(), in.readDouble()));
        }
        return points;
    }
}
