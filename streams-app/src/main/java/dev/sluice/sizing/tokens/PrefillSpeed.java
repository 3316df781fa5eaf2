package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.contest.TokenWindow;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many prompt tokens per second a replica computes while it has any to compute, learned from reports.
 *
 * <p><b>Formula.</b> By Little's law, requests that wait for their first token number (sum of the times to the first
 * token) / (length of the window) on average. Requests are spread over the replicas, so that up to one each keeps a
 * replica busy, and more than one each means that all are busy:
 *
 * <pre>
 *   busy  = replicas * min(1, sum of first-token times / (seconds * replicas))
 *   speed = tokens computed / (busy * seconds), both summed over the last hours
 * </pre>
 *
 * <p>Tokens computed are those that arrived, less what the queue grew by. Replicas are those that are ready: one that
 * starts computes nothing, and counts as nothing.
 *
 * <p><b>Example.</b> In 5 s, 8 replicas get 100,000 prompt tokens, and first tokens took 20 s in sum. So 4 replicas were
 * busy, and one computes 5,000 tokens per second.
 *
 * <p>An imported profile counts as {@value #PROFILE_SECONDS} busy seconds at its speed, which what is seen outweighs soon.
 */
final class PrefillSpeed {
    private static final double FORGET_SECONDS = 10_000;
    private static final double SMOOTH_SECONDS = 300;
    private static final double ENOUGH_BUSY_SECONDS = 2;

    /** Busy seconds that a profile counts as: those of eight replicas at half load in eight seconds. */
    static final double PROFILE_SECONDS = 30;

    /** A speed that rests on a profile for less than this share is learned. */
    private static final double HARDLY = .05;

    private double busySeconds;
    private double tokens;
    private double busyShare;
    private double promptMean;
    private double waitedBefore;
    private double importedSeconds;

    /** Takes in a profile, as if a replica had been seen to compute {@code perSecond} tokens per second. */
    void expect(double perSecond) {
        busySeconds = (float) (busySeconds + PROFILE_SECONDS);
        tokens = (float) (tokens + PROFILE_SECONDS * perSecond);
        importedSeconds = (float) (importedSeconds + PROFILE_SECONDS);
    }

    /** Takes in a window. */
    void observe(TokenWindow w) {
        if (w.requests() > 0) {
            double mean = w.promptTokens() / w.requests();
            double rate = promptMean == 0 ? 1 : w.seconds() / (w.seconds() + SMOOTH_SECONDS);
            promptMean = (float) (promptMean + rate * (mean - promptMean));
        }
        busyShare = w.replicas() == 0 ? 0 : Math.min(1, w.firstToken().sumSeconds() / (w.seconds() * w.replicas()));
        double more = w.waiting() - waitedBefore;
        waitedBefore = (float) w.waiting();
        if (w.teaches()) {
            double trust = trust(w);
            double computed =
                    trust < 1 ? (w.requests() - more) * promptMean : Math.max(0, w.promptTokens() - more * promptMean);
            learn(w, trust, computed);
        }
    }

    /**
     * How much a window teaches beside a profile. If far more arrives than is computed, nearly all of it joins the queue, and
     * what was computed is a small difference of two large numbers. Its weight falls with the square of that ratio.
     */
    private double trust(TokenWindow w) {
        double arrived = w.requests() * promptMean;
        double computed = busyShare * w.replicas() * w.seconds() * (isKnown() ? tokensPerSecond() : 0);
        return importedSeconds == 0 || computed >= arrived ? 1 : Math.pow(computed / arrived, 2);
    }

    private void learn(TokenWindow w, double trust, double computed) {
        double keep = Math.exp(-w.seconds() / FORGET_SECONDS);
        busySeconds = (float) (keep * busySeconds + trust * busyShare * w.replicas() * w.seconds());
        tokens = (float) Math.max(0, keep * tokens + trust * computed);
        importedSeconds = (float) (keep * importedSeconds);
    }

    /** True once enough was seen to size by it. */
    boolean isKnown() {
        return busySeconds >= ENOUGH_BUSY_SECONDS && tokens > 0;
    }

    /** Prompt tokens per second of a busy replica. */
    double tokensPerSecond() {
        return tokens / busySeconds;
    }

    /** Share of the replicas' time in which they computed prompts, in the last window. */
    double busyShare() {
        return busyShare;
    }

    /** Seconds that a replica computes a mean prompt. */
    double ownSeconds() {
        return promptMean / tokensPerSecond();
    }

    /** Tokens of a mean prompt. */
    double promptMean() {
        return promptMean;
    }

    /** Seconds of one replica that the computed prompts took, over all that was seen: how sure the speed is. */
    double busySeconds() {
        return busySeconds;
    }

    /** Where the speed is from, and how sure it is, in words. */
    String origin() {
        double seen = busySeconds - importedSeconds;
        return importedSeconds > HARDLY * busySeconds
                ? "imported profile, " + NumberText.percent(seen / busySeconds) + " learned"
                : "learned from " + DurationText.ofSeconds(seen) + " of prompts";
    }

    /** Seconds that a profile counts as in what is known. */
    double importedSeconds() {
        return importedSeconds;
    }

    /** Reads what is written after all else since profiles can be imported. */
    void readImported(DataInput in) throws IOException {
        importedSeconds = in.readFloat();
    }

    void write(DataOutput out) throws IOException {
        out.writeFloat((float) busySeconds);
        out.writeFloat((float) tokens);
        out.writeFloat((float) busyShare);
        out.writeFloat((float) promptMean);
        out.writeFloat((float) waitedBefore);
    }

    void read(DataInput in) throws IOException {
        busySeconds = in.readFloat();
        tokens = in.readFloat();
        busyShare = in.readFloat();
        promptMean = in.readFloat();
        waitedBefore = in.readFloat();
    }
}
