package dev.sluice.sizing.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A shadow fleet")
final class ShadowFleetsTest {
    /** An order book kept by hand: what runs, what was ordered and when it will be useful; a lower target cuts orders. */
    private static final class Fleet {
        private final double lead;
        private final Deque<double[]> ordered = new ArrayDeque<>();
        private double running;

        Fleet(double lead) {
            this.lead = lead;
        }

        void order(double now, double target) {
            settle(now);
            ordered.forEach(order -> order[1] = Math.min(order[1], target));
            ordered.addLast(new double[] {now + lead, target});
            running = Math.min(running, target);
        }

        void settle(double now) {
            while (!ordered.isEmpty() && ordered.peekFirst()[0] <= now) {
                running = Math.max(running, ordered.removeFirst()[1]);
            }
        }

        /** Mean of what runs over a window, in small steps. */
        double mean(double from, double seconds) {
            double sum = 0;
            int steps = 600;
            for (int i = 0; i < steps; i++) {
                settle(from + (i + .5) * seconds / steps);
                sum += running;
            }
            return sum / steps;
        }
    }

    /** One rule, "the demand of the last window", whose fleet is told what to ask for. */
    private static final class Shadow {
        private static final ShadowFleets.Rates NEWEST_ONLY = new ShadowFleets.Rates(1, 1);
        private final ShadowFleets fleets = new ShadowFleets(
                RuleTable.of(new RuleBook(
                        new double[0],
                        new double[0],
                        new double[] {1},
                        new double[] {0},
                        new double[0],
                        new double[0])),
                1);
        private final LoadWindow window;
        private final ContestTerms terms = ContestTerms.of(.01, 1, 1_000);
        private double held;

        Shadow(double lead, double seconds) {
            window = new LoadWindow(10, 1, seconds, lead, Outlook.NONE);
        }

        /** Asks for a target; what it holds then, by hand: small falls are not followed. */
        double ask(double target) {
            held = target > held || target < .85 * held ? target : held;
            fleets.ask(new float[] {(float) target}, window, terms, 0);
            return held;
        }

        /** Replicas that were ready in a window, on average. */
        double serve() {
            fleets.serve(10, window, terms, NEWEST_ONLY, false, RaisedLevel.News.USUAL);
            return fleets.cost[0];
        }
    }

    @ParameterizedTest(name = "lead {0} s, window {1} s")
    @CsvSource({"0,60", "6,60", "45,60", "60,60", "61,60", "90,60", "300,60", "60,300", "200,1800"})
    @DisplayName("serves what orders kept by hand serve: up after the lead time, down at once")
    void as_kept_by_hand(double lead, double seconds) {
        Shadow shadow = new Shadow(lead, seconds);
        Fleet byHand = new Fleet(lead);
        Random random = new Random(3);
        double now = 0;
        for (int i = 0; i < 400; i++) {
            double running = byHand.mean(now, seconds);
            if (i > 20) {
                assertThat(shadow.serve()).isCloseTo(running, within(.1));
            }
            now += seconds;
            double target = 1 + random.nextInt(20);
            byHand.order(now, shadow.ask(target));
        }
    }

    @ParameterizedTest(name = "lead of {0} windows")
    @ValueSource(ints = {20, 100})
    @DisplayName("with a lead time of many windows runs no more than kept by hand, and as many once demand is steady")
    void long_lead(int windows) {
        Shadow shadow = new Shadow(windows * 60.0, 60);
        Fleet byHand = new Fleet(windows * 60.0);
        Random random = new Random(5);
        double target = 5;
        for (int i = 0; i < 5_000; i++) {
            double running = byHand.mean(i * 60.0, 60);
            if (i > 2 * windows) {
                assertThat(shadow.serve()).isLessThanOrEqualTo(running + .1);
            }
            target = random.nextInt(50) == 0 ? 1 + random.nextInt(20) : target;
            byHand.order((i + 1) * 60.0, shadow.ask(target));
        }
        for (int i = 0; i < 3 * windows; i++) {
            shadow.ask(21);
        }
        assertThat(shadow.serve()).isEqualTo(21);
    }

    @Test
    @DisplayName("pays for starts within one replica where replicas of several sizes are mixed, and only there")
    void starts_of_parts() {
        assertThat(costOfStart(ContestTerms.of(.01, 1, 100))).isZero();
        assertThat(costOfStart(ContestTerms.of(.01, 1, 100).mixed())).isEqualTo(1);
    }

    /** The cost of a rise from 2.1 to 2.6 replicas, if a start costs one. */
    private static float costOfStart(ContestTerms terms) {
        Shadow shadow = new Shadow(30, 10);
        shadow.fleets.ask(new float[] {2.1f}, shadow.window, terms, 0);
        shadow.fleets.ask(new float[] {2.6f}, shadow.window, terms, 1);
        return shadow.fleets.cost[0];
    }
}
