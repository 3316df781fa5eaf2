package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.tokens.contest.TokenTerms;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import dev.sluice.sizing.tokens.contest.TokenWindows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A service that serves a large model")
final class TokenSizerTest {
    private static final int HOUR = 720;

    private final TokenSizer sizer = new TokenSizer();
    private final TokenWindows.Fleet fleet = new TokenWindows.Fleet();

    @Test
    @DisplayName("keeps its size until it is known what a replica computes")
    void unknown() {
        assertThat(sizer.take(TokenWindows.of(0, 8, .03, 60), 8, TokenWindows.terms(100)))
                .isEmpty();
        assertThat(sizer.promptTokensPerSecond()).isZero();
    }

    @ParameterizedTest(name = "lead {0} s")
    @ValueSource(doubles = {0, 60, 300})
    @DisplayName("has some replicas more than noisy demand keeps busy, and not many")
    void steady(double lead) {
        Random random = new Random(3);
        int replicas = 12;
        double paid = 0;
        for (int i = 0; i < 2 * HOUR; i++) {
            replicas = sized(window(6 * Math.exp(.4 * random.nextGaussian()), replicas, lead), replicas, 100);
            paid += i >= HOUR ? replicas : 0;
        }
        assertThat(paid / HOUR).isBetween(7.5, 15.0);
    }

    @Test
    @DisplayName("has more replicas where prompts slow the answers down beyond their bound")
    void slow_answers() {
        int replicas = 12;
        for (int i = 0; i < 2 * HOUR; i++) {
            double perSecond = 31 - 22 * Math.min(1, 6.0 / replicas);
            replicas = sized(TokenWindows.of(Math.min(6, replicas), replicas, 1 / perSecond, 60), replicas, 100);
        }
        // a mean of half the bound is held while prompts take up to half of the time
        assertThat(replicas).isBetween(11, 15);
    }

    @Test
    @DisplayName("remembers bursts that come faster than replicas start")
    void bursts() {
        int replicas = 10;
        int least = 100;
        for (int i = 0; i < 2 * HOUR; i++) {
            double busy = i % 60 < 12 ? 20 : 1;
            replicas = sized(window(busy, replicas, 300), replicas, 100);
            least = i > HOUR ? Math.min(least, replicas) : least;
        }
        assertThat(least).isGreaterThanOrEqualTo(18);
    }

    @Test
    @DisplayName("has replicas for bursts that come at random, however long ago the last one was")
    void bursts_at_random() {
        Random random = new Random(5);
        int replicas = 10;
        int burst = 0;
        int bursts = 0;
        int ready = 0;
        for (int i = 0; i < 8 * HOUR; i++) {
            boolean begins = burst == 0 && random.nextInt(180) == 0;
            if (begins && i > 4 * HOUR) {
                bursts++;
                ready += replicas >= 9 ? 1 : 0;
            }
            burst = begins ? 18 : Math.max(0, burst - 1);
            replicas = sized(window(burst > 0 ? 10 : 2, replicas, 120), replicas, 100);
        }
        assertThat(ready).isGreaterThanOrEqualTo((int) (.9 * bursts));
    }

    @Test
    @DisplayName("does not run a multiple of what it needs after a step that lasts")
    void a_lasting_step() {
        TokenWindows.Fleet fleet = new TokenWindows.Fleet();
        int replicas = 4;
        int ready = 4;
        int lead = 24;
        int[] ordered = new int[2 * HOUR];
        for (int i = 0; i < 2 * HOUR; i++) {
            double busy = i < HOUR ? 2 : 5;
            replicas = sized(fleet.next(busy, ready, lead * TokenWindows.SECONDS), replicas, 100);
            ordered[i] = replicas;
            ready = Math.min(replicas, ordered[Math.max(0, i - lead)]);
        }
        assertThat(ordered[HOUR - 1]).isBetween(3, 5);
        // half an hour after the step, and at the end of the hour
        assertThat(ordered[HOUR * 3 / 2]).isBetween(7, 10);
        assertThat(ordered[2 * HOUR - 1]).isBetween(6, 9);
    }

    @Test
    @DisplayName("follows demand closely where replicas start at once")
    void at_once() {
        int replicas = 10;
        double paid = 0;
        for (int i = 0; i < 2 * HOUR; i++) {
            double busy = i % 60 < 12 ? 20 : 1;
            replicas = sized(window(busy, replicas, 0), replicas, 100);
            paid += i >= HOUR ? replicas : 0;
        }
        // 4.8 replicas are busy in the mean; with a memory of minutes it would be twenty
        assertThat(paid / HOUR).isLessThan(14);
    }

    @Test
    @DisplayName("lets go within half a minute of a burst what starts at once")
    void lets_go_at_once() {
        int replicas = 10;
        for (int i = 0; i < 2 * HOUR; i++) {
            replicas = sized(window(i % 60 < 12 ? 20 : 1, replicas, 0), replicas, 100);
            if (i > HOUR && i % 60 == 18) {
                assertThat(replicas).as("half a minute after a burst").isLessThan(12);
            }
        }
    }

    @Test
    @DisplayName("changes seldom on noise where replicas start at once, and has enough of them")
    void noise_at_once() {
        Random random = new Random(7);
        int replicas = 30;
        int changes = 0;
        int missing = 0;
        for (int i = 0; i < 2 * HOUR; i++) {
            double busy = 20 * Math.exp(.1 * random.nextGaussian());
            int before = replicas;
            replicas = sized(window(busy, before, 0), before, 100);
            changes += i >= HOUR && replicas != before ? 1 : 0;
            missing += i >= HOUR && replicas < busy ? 1 : 0;
        }
        assertThat(changes).as("changes in an hour of 720 windows").isLessThan(60);
        assertThat(missing).as("windows with too few replicas").isLessThan(HOUR / 20);
    }

    @Test
    @DisplayName("takes fewer replicas away where they have long answers to finish")
    void long_answers() {
        assertThat(takenAway(500)).isLessThan(takenAway(5) / 2);
    }

    /** Replicas taken away in two hours with a burst of half a minute every two, and answers of so many tokens. */
    private static int takenAway(int tokens) {
        TokenSizer sizer = new TokenSizer();
        TokenWindows.Fleet fleet = new TokenWindows.Fleet();
        int replicas = 20;
        int taken = 0;
        for (int i = 0; i < 2 * HOUR; i++) {
            TokenWindow w = answering(fleet.next(i % 24 < 6 ? 16 : 8, replicas, 0), tokens);
            int before = replicas;
            replicas = sizer.take(w, before, TokenWindows.terms(100))
                    .map(TokenSizer.Result::replicas)
                    .orElse(before);
            taken += Math.max(0, before - replicas);
        }
        return taken;
    }

    private static TokenWindow answering(TokenWindow w, int tokens) {
        return new TokenWindow(
                w.seconds(),
                w.requests(),
                w.promptTokens(),
                w.requests() * tokens,
                w.waiting(),
                w.kvCacheUsage(),
                w.replicas(),
                w.firstToken(),
                w.interToken(),
                w.leadSeconds(),
                w.outlook());
    }

    @Test
    @DisplayName("obeys a higher minimum and a lower maximum also while demand stays as it is")
    void new_limits() {
        int replicas = 10;
        for (int i = 0; i < HOUR; i++) {
            replicas = sized(window(6, replicas, 0), replicas, 100);
        }
        TokenTerms more = new TokenTerms(OptionalDouble.of(1.5), 3, OptionalDouble.empty(), .05, replicas + 1, 100);
        assertThat(sizer.take(window(6, replicas, 0), replicas, more)
                        .orElseThrow()
                        .replicas())
                .isEqualTo(replicas + 1);
        assertThat(sized(window(6, replicas, 0), replicas, replicas - 1)).isEqualTo(replicas - 1);
    }

    @Test
    @DisplayName("provides for bursts in its first hour, however much came in its first window")
    void first_window() {
        int[] paid = {0, 0};
        for (int loud = 0; loud < 2; loud++) {
            TokenSizer fresh = new TokenSizer();
            int replicas = 10;
            for (int i = 0; i < HOUR; i++) {
                // a minute in five; the first window brings as much as sixty replicas compute, or what is usual
                double busy = i == 0 && loud == 1 ? 60 : i % 60 < 12 ? 16 : 1;
                TokenTerms terms = new TokenTerms(OptionalDouble.of(1.5), 3, OptionalDouble.empty(), .05, 1, 100);
                replicas = fresh.take(window(busy, replicas, 60), replicas, terms)
                        .map(TokenSizer.Result::replicas)
                        .orElse(replicas);
                paid[loud] += i > HOUR / 2 ? replicas : 0;
            }
        }
        assertThat(paid[0]).isGreaterThan(13 * HOUR / 2);
        assertThat(paid[1]).isBetween(paid[0] * 9 / 10, paid[0] * 11 / 10);
    }

    @Test
    @DisplayName("has replicas for its KV cache, whatever the prompts ask for")
    void cache() {
        int replicas = 10;
        for (int i = 0; i < HOUR; i++) {
            TokenWindow w = TokenWindows.of(.5, replicas, .03, 60);
            replicas = sized(
                    new TokenWindow(
                            w.seconds(),
                            w.requests(),
                            w.promptTokens(),
                            0,
                            0,
                            OptionalDouble.of(Math.min(1, 9.0 / replicas)),
                            replicas,
                            w.firstToken(),
                            w.interToken(),
                            60,
                            Outlook.NONE),
                    replicas,
                    100);
        }
        assertThat(replicas).isBetween(10, 12);
    }

    @Test
    @DisplayName("has replicas for a KV cache that fills, one start-up time before it does")
    void filling_cache() {
        int replicas = 10;
        int missed = 0;
        ArrayDeque<Integer> starting = new ArrayDeque<>();
        for (int i = 0; i < HOUR; i++) {
            double filled = 4 + .02 * i;
            TokenWindow w = cached(TokenWindows.of(.5, replicas, .03, 120), filled / replicas, replicas);
            starting.add(sized(w, starting.isEmpty() ? replicas : starting.peekLast(), 100));
            replicas = starting.size() > 24 ? starting.remove() : replicas;
            missed += i > HOUR / 4 && filled > replicas ? 1 : 0;
        }
        assertThat(missed).isZero();
        assertThat(replicas).isBetween(18, 24);
    }

    private static TokenWindow cached(TokenWindow w, double share, int replicas) {
        return new TokenWindow(
                w.seconds(),
                w.requests(),
                w.promptTokens(),
                0,
                0,
                OptionalDouble.of(Math.min(1, share)),
                replicas,
                w.firstToken(),
                w.interToken(),
                w.leadSeconds(),
                Outlook.NONE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("stays within its bounds, and decides the same after it was stored")
    void generated(long seed) throws IOException {
        Random random = new Random(seed);
        int max = 1 + random.nextInt(50);
        double lead = random.nextInt(4) * 100;
        TokenSizer other = sizer;
        int replicas = 1;
        for (int i = 0; i < 1_000; i++) {
            TokenWindow w = window(random.nextInt(5) == 0 ? 0 : 40 * random.nextDouble(), replicas, lead);
            if (i % 100 == 50) {
                other = copy(sizer);
            }
            Optional<TokenSizer.Result> result = sizer.take(w, replicas, TokenWindows.terms(max));
            if (other != sizer) {
                Optional<TokenSizer.Result> again = other.take(w, replicas, TokenWindows.terms(max));
                assertThat(again.map(TokenSizer.Result::replicas)).isEqualTo(result.map(TokenSizer.Result::replicas));
            }
            replicas = result.map(TokenSizer.Result::replicas).orElse(replicas);
            assertThat(replicas).isBetween(1, max);
        }
    }

    @Test
    @DisplayName("needs little room")
    void small() throws IOException {
        for (int i = 0; i < HOUR; i++) {
            sizer.take(window(10, 20, 300), 20, TokenWindows.terms(100));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sizer.write(new DataOutputStream(bytes));
        assertThat(bytes.size()).isLessThan(5_000);
    }

    private static TokenSizer copy(TokenSizer sizer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sizer.write(new DataOutputStream(bytes));
        return TokenSizer.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private TokenWindow window(double busy, int replicas, double lead) {
        return fleet.next(busy, replicas, lead);
    }

    private int sized(TokenWindow w, int replicas, int max) {
        return sizer.take(w, replicas, TokenWindows.terms(max))
                .map(TokenSizer.Result::replicas)
                .orElse(replicas);
    }
}
