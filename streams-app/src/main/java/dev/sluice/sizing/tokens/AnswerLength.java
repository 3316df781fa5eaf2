package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How long answers are, as a mean over the last minutes: tokens generated per request that arrived. */
final class AnswerLength {
    private static final double FORGET_SECONDS = 600;

    private double tokens;
    private double requests;

    /** Takes in a window. */
    void observe(TokenWindow w) {
        double keep = Math.exp(-w.seconds() / FORGET_SECONDS);
        tokens = (float) (keep * tokens + w.outputTokens());
        requests = (float) (keep * requests + w.requests());
    }

    /** Tokens of a mean answer; 0 while nobody told of any. */
    double mean() {
        return requests > 0 ? tokens / requests : 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeFloat((float) tokens);
        out.writeFloat((float) requests);
    }

    void read(DataInput in) throws IOException {
        tokens = in.readFloat();
        requests = in.readFloat();
    }
}
