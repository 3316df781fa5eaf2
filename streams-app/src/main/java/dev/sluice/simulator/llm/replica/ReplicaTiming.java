package dev.sluice.simulator.llm.replica;

/**
 * How long the steps of one replica take, in seconds.
 *
 * <p>A step generates one token for each sequence that decodes, and computes parts of prompts beside:
 *
 * <pre>decode(sequences) + kvSecondsPerToken x their KV tokens + sum over the parts of prefill(from, to)</pre>
 *
 * @param prompt time of a whole prompt on an idle replica, by its tokens; its value at 0 is a step without sequences
 * @param decodes time of a step, by the number of sequences that decode
 * @param kvSecondsPerToken time to read the KV cache, per token in it
 * @param attention what a prompt's time grows by beyond the last point of {@code prompt}, per token squared
 */
public record ReplicaTiming(Curve prompt, Curve decodes, double kvSecondsPerToken, double attention) {
    public ReplicaTiming {
        if (!(kvSecondsPerToken >= 0) || !(attention >= 0) || !Double.isFinite(kvSecondsPerToken + attention)) {
            throw new IllegalArgumentException(
                    "times per token must be finite and at least 0, not " + kvSecondsPerToken + " and " + attention);
        }
    }

    /** Time of a step with this many sequences that decode, without their KV and without prompts. */
    public double decode(int sequences) {
        return sequences == 0 ? prompt.at(0) : decodes.at(sequences);
    }

    /** Time that computing a prompt's tokens after the first {@code from} up to {@code to} adds to steps. */
    public double prefill(int from, int to) {
        return cumulated(to) - cumulated(from);
    }

    /** The same of a replica that does all of it {@code speed} times as fast. */
    ReplicaTiming faster(double speed) {
        return new ReplicaTiming(
                prompt.times(1 / speed), decodes.times(1 / speed), kvSecondsPerToken / speed, attention / speed);
    }

    private double cumulated(double tokens) {
        double measured = prompt.last();
        return tokens <= measured
                ? prompt.at(tokens)
                : prompt.at(tokens) + attention * (tokens * tokens - measured * measured);
    }
}
