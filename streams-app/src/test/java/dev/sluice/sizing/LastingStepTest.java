package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.forecast.Forecaster;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.contest.LoadWindow;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.RuleContest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("After a step of demand that lasts")
final class LastingStepTest {
    private static final int WINDOW = 10;
    private static final double CAPACITY = 10;

    /** Sizes that were decided, window by window, on demand in replicas' worth. */
    private static List<Integer> sizes(double[] need, int lead) {
        RuleContest contest = new RuleContest();
        Forecaster forecaster = new Forecaster(Duration.ofSeconds(WINDOW), 1, lead / WINDOW + 1);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < need.length; i++) {
            double demand = need[i] * CAPACITY;
            forecaster.observe((i + 1) * 1000L * WINDOW, demand);
            Outlook outlook = Outlook.of(forecaster.forecast(1), forecaster.forecast(lead / WINDOW + 1));
            LoadWindow window = new LoadWindow(demand, CAPACITY, WINDOW, lead, outlook);
            sizes.add(contest.decide(window, ContestTerms.of(.01, 1, 100_000)).replicas());
        }
        return sizes;
    }

    private static double[] step(int from, int to, int before, int after, double noise, long seed) {
        Random random = new Random(seed);
        double[] need = new double[before + after];
        for (int i = 0; i < need.length; i++) {
            double level = i < before ? from : to;
            double poisson = 1 / Math.sqrt(level * CAPACITY * WINDOW);
            need[i] = level * Math.max(0, 1 + (noise > 0 ? noise : poisson) * random.nextGaussian());
        }
        return need;
    }

    @ParameterizedTest(name = "x{0} after {1} h, lead time {2} s, noise {3} (0: Poisson)")
    @CsvSource({
        "2, 1, 60, 0.006", "3, 1, 60, 0", "5, 1, 60, 0.006", "10, 1, 60, 0", "20, 1, 60, 0.006",
        "2, 1, 300, 0", "3, 1, 300, 0.006", "10, 1, 300, 0.006", "10, 6, 60, 0.006", "10, 6, 300, 0"
    })
    @DisplayName("the size is within 1.3 of the need from ten lead times on, and at most twice an hour another")
    void size_follows(int factor, int hours, int lead, double noise) {
        int before = 360 * hours;
        int settled = 10 * lead / WINDOW;
        List<Integer> after = sizes(step(10, 10 * factor, before, settled + 360, noise, 4), lead)
                .subList(before + settled, before + settled + 360);
        assertThat(after).allSatisfy(size -> assertThat(size).isBetween(10 * factor - factor, 13 * factor));
        long changes = 0;
        for (int i = 1; i < after.size(); i++) {
            changes += after.get(i).equals(after.get(i - 1)) ? 0 : 1;
        }
        assertThat(changes).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest(name = "within {0} windows, lead time {1} s, noise {2}")
    @CsvSource({"2, 30, 0", "6, 30, 0", "6, 60, 0.1", "12, 60, 0", "12, 60, 0.1", "6, 300, 0", "12, 300, 0.1"})
    @DisplayName("while the instances of a new service start one after another, no multiple of its demand is learned")
    void the_instances_start_one_after_another(int rise, int lead, double noise) {
        Random random = new Random(8);
        double[] need = new double[rise + 10 * lead / WINDOW + 90];
        for (int i = 0; i < need.length; i++) {
            need[i] = 20 * Math.min(1, (i + 1.) / (rise + 1)) * (1 + noise * random.nextGaussian());
        }
        List<Integer> sizes = sizes(need, lead);
        assertThat(Collections.max(sizes)).as("at any time").isLessThanOrEqualTo((int) (2.6 * 20 * (1 + noise)));
        assertThat(sizes.subList(rise + 10 * lead / WINDOW, sizes.size()))
                .allSatisfy(size -> assertThat(size).isBetween(18, noise > 0 ? 32 : 26));
    }

    @ParameterizedTest(name = "x{0} after {1} windows")
    @CsvSource({"2, 1", "5, 4", "10, 6", "10, 9", "3, 9", "5, 11"})
    @DisplayName("in the first windows of a service it is no reason for more than twice the need")
    void early(int factor, int after) {
        List<Integer> sizes = sizes(step(10, 10 * factor, after, 200, 0, 5), 60);
        assertThat(sizes.subList(after, sizes.size()))
                .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(21 * factor));
        assertThat(sizes.subList(after + 60, sizes.size()))
                .allSatisfy(size -> assertThat(size).isBetween(10 * factor - factor, 13 * factor));
    }

    @ParameterizedTest(name = "x{0}, noise {1}, seed {2}")
    @CsvSource({
        "3, 0.1, 1",
        "5, 0.1, 2",
        "10, 0.1, 3",
        "10, 0.1, 4",
        "10, 0.1, 5",
        "5, 0.25, 4",
        "5, 0.25, 5",
        "10, 0.25, 1",
        "10, 0.25, 2",
        "10, 0.25, 3"
    })
    @DisplayName("one quiet window of a noisy level does not make the step a burst: its size is near what is promised")
    void noise_ends_no_step(int factor, double noise, long seed) {
        int before = 720;
        int settled = 60;
        Random random = new Random(seed);
        double[] need = new double[before + settled + 360];
        for (int i = 0; i < need.length; i++) {
            need[i] = (i < before ? 10 : 10 * factor) * Math.exp(noise * random.nextGaussian());
        }
        double mean = sizes(need, 60).subList(before + settled, need.length).stream()
                .mapToInt(size -> size)
                .average()
                .orElseThrow();
        assertThat(mean).isLessThanOrEqualTo(1.3 * promised(need, before + settled));
    }

    @ParameterizedTest(name = "x{0}, noise {1}, lead time {2} s, seed {3}")
    @CsvSource({
        "2, 0.2, 60, 1", "2, 0.3, 300, 2", "3, 0.2, 300, 3", "3, 0.3, 60, 4", "3, 0.3, 300, 5", "5, 0.3, 60, 6",
        "5, 0.3, 300, 7", "5, 0.4, 60, 8", "10, 0.4, 300, 9", "3, 0.25, 60, 10", "5, 0.35, 300, 11", "2, 0.25, 300, 12"
    })
    @DisplayName("that single windows had reached before by noise, its size is near what is promised, too")
    void noise_hides_no_step(int factor, double noise, int lead, long seed) {
        int before = 2_160;
        int settled = 10 * lead / WINDOW;
        Random random = new Random(seed);
        double[] need = new double[before + settled + 360];
        for (int i = 0; i < need.length; i++) {
            need[i] = (i < before ? 20 : 20 * factor) * Math.exp(noise * random.nextGaussian());
        }
        double mean = sizes(need, lead).subList(before + settled, need.length).stream()
                .mapToInt(size -> size)
                .average()
                .orElseThrow();
        assertThat(mean).isLessThanOrEqualTo(1.3 * promised(need, before + settled));
    }

    /** The smallest constant size that leaves at most 1 % unserved from a window on. */
    private static int promised(double[] need, int from) {
        double all = Arrays.stream(need).skip(from).sum();
        for (int size = 1; ; size++) {
            int most = size;
            if (Arrays.stream(need).skip(from).map(n -> Math.max(0, n - most)).sum() <= .01 * all) {
                return size;
            }
        }
    }

    @Test
    @DisplayName("a burst is one still, however short or long its tail: once it has come again it is provided for")
    void bursts_with_tails_are_provided_for() {
        double[] need = new double[8_640];
        for (int i = 0; i < need.length; i++) {
            int since = i % 180;
            need[i] = since < 6 ? 60 : since < 14 ? 25 : 10;
        }
        List<Integer> sizes = sizes(need, 60);
        double unserved = 0;
        double all = 0;
        for (int i = 4_320; i < need.length; i++) {
            unserved += Math.max(0, need[i] - Collections.min(sizes.subList(i - 7, i)));
            all += need[i];
        }
        assertThat(unserved / all).isLessThanOrEqualTo(.01);
    }

    @Test
    @DisplayName("the new level is provided for within a lead time, not only when the forecast has caught up")
    void follows_at_once() {
        List<Integer> sizes = sizes(step(10, 100, 360, 10, .006, 5), 60);
        assertThat(sizes.get(361)).isGreaterThanOrEqualTo(98);
    }

    @Test
    @DisplayName("and one that goes back, bursts that come again are still provided for")
    void recurring_bursts() {
        double[] need = new double[3_000];
        for (int i = 0; i < need.length; i++) {
            need[i] = i % 60 < 3 ? 100 : 10;
        }
        List<Integer> sizes = sizes(need, 60);
        assertThat(sizes.subList(2_000, 3_000))
                .allSatisfy(size -> assertThat(size).isGreaterThanOrEqualTo(90));
    }
}
