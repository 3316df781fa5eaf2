package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.Outlook;
import java.util.OptionalDouble;

/** Windows of five seconds of a service whose replicas compute 5,000 prompt tokens per second, in prompts of 2,000. */
public final class TokenWindows {
    public static final double SECONDS = 5;
    static final double SPEED = 5_000;
    static final double PROMPT = 2_000;

    private TokenWindows() {}

    /** Prompts that keep {@code busy} of {@code replicas} busy, without a queue, at answers of {@code interToken} s. */
    public static TokenWindow of(double busy, int replicas, double interToken, double lead) {
        double tokens = busy * SPEED * SECONDS;
        double requests = tokens / PROMPT;
        return new TokenWindow(
                SECONDS,
                requests,
                tokens,
                0,
                0,
                OptionalDouble.empty(),
                replicas,
                new TokenWindow.Times(requests, busy * SECONDS),
                new TokenWindow.Times(requests, requests * interToken),
                lead,
                Outlook.NONE);
    }

    /** A fleet with a queue in front, whose replicas are ready at once. */
    public static final class Fleet {
        private double queue;

        /** The next window, in which prompts arrive that would keep {@code busy} replicas busy. */
        public TokenWindow next(double busy, int replicas, double lead) {
            double before = queue;
            double work = busy * SECONDS;
            double done = Math.min(queue + work, replicas * SECONDS);
            queue = Math.max(0, queue + work - done);
            double prompt = PROMPT / SPEED;
            double waited = (before + queue) / 2 / prompt * SECONDS;
            double requests = work / prompt;
            return new TokenWindow(
                    SECONDS,
                    requests,
                    work * SPEED,
                    0,
                    queue / prompt,
                    OptionalDouble.empty(),
                    replicas,
                    new TokenWindow.Times(done / prompt, done + waited),
                    new TokenWindow.Times(requests, requests * .04),
                    lead,
                    Outlook.NONE);
        }
    }

    public static TokenTerms terms(int max) {
        return new TokenTerms(OptionalDouble.of(1.5), 3, OptionalDouble.of(.1), .05, 1, max);
    }
}
