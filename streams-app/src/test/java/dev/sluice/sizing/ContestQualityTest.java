package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.forecast.Forecaster;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.contest.LoadWindow;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.RuleContest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("On generated demand of every kind the contest")
final class ContestQualityTest {
    private static final int MINUTES = 4 * GeneratedDemand.DAY;
    private static final int SKIPPED = GeneratedDemand.DAY;
    private static final double CAPACITY = 10;
    private static final long MINUTE = 60_000;

    /** Share of demand that found no capacity, and replicas over those that the demand needed. */
    private record Kept(double unserved, double cost) {
        /** Plays targets, each decided at the end of its minute: up after the lead time, down at once. */
        static Kept of(double[] demand, int[] targets, int leadMinutes) {
            double missed = 0;
            double all = 0;
            double ran = 0;
            double needed = 0;
            for (int i = SKIPPED; i < demand.length; i++) {
                int ready = Integer.MAX_VALUE;
                for (int j = i - 1; j >= i - 1 - leadMinutes; j--) {
                    ready = Math.min(ready, targets[j]);
                }
                missed += Math.max(0, demand[i] - ready * CAPACITY);
                all += demand[i];
                ran += ready;
                needed += Math.max(1, Math.ceil(demand[i] / CAPACITY));
            }
            return new Kept(missed / all, ran / needed);
        }
    }

    private static Kept contest(double[] demand, int leadMinutes) {
        RuleContest contest = new RuleContest();
        ContestTerms terms = ContestTerms.of(.01, 1, 10_000);
        Forecaster forecaster = new Forecaster(Duration.ofMinutes(1), 1, leadMinutes + 1);
        int[] targets = new int[demand.length];
        for (int i = 0; i < demand.length; i++) {
            forecaster.observe((i + 1) * MINUTE, demand[i]);
            Outlook outlook = Outlook.of(forecaster.forecast(1), forecaster.forecast(leadMinutes + 1));
            LoadWindow window = new LoadWindow(demand[i], CAPACITY, 60, 60.0 * leadMinutes, outlook);
            targets[i] = contest.decide(window, terms).replicas();
        }
        return Kept.of(demand, targets, leadMinutes);
    }

    /** Target tracking at 70 %, held five minutes: what a well-run reactive scaler does. */
    private static Kept reactive(double[] demand, int leadMinutes) {
        int[] targets = new int[demand.length];
        for (int i = 0; i < demand.length; i++) {
            for (int j = Math.max(0, i - 4); j <= i; j++) {
                targets[i] = Math.max(targets[i], (int) Math.max(1, Math.ceil(demand[j] / (.7 * CAPACITY))));
            }
        }
        return Kept.of(demand, targets, leadMinutes);
    }

    @ParameterizedTest(name = "lead of {0} minutes: {1} kinds within 1 %, cost at most {2}")
    @CsvSource({"1, 6, 2.25", "5, 5, 2.3"})
    @DisplayName("keeps the promised share at a bounded cost")
    void keeps(int leadMinutes, int kinds, double cost) {
        Map<GeneratedDemand, Kept> kept = new EnumMap<>(GeneratedDemand.class);
        for (GeneratedDemand kind : GeneratedDemand.values()) {
            kept.put(kind, contest(kind.minutes(MINUTES, 11), leadMinutes));
        }
        assertThat(kept.values().stream().filter(k -> k.unserved() <= .01).count())
                .as("%s", kept)
                .isGreaterThanOrEqualTo(kinds);
        assertThat(kept.values().stream().mapToDouble(Kept::unserved).max().orElseThrow())
                .as("%s", kept)
                .isLessThan(.015);
        assertThat(kept.values().stream().mapToDouble(Kept::cost).average().orElseThrow())
                .as("%s", kept)
                .isLessThan(cost);
    }

    @Test
    @DisplayName("costs less than a reactive 70 % where that keeps the share, and keeps it where that does not")
    void against_reactive() {
        for (GeneratedDemand kind : GeneratedDemand.values()) {
            double[] demand = kind.minutes(MINUTES, 12);
            Kept own = contest(demand, 1);
            Kept fixed = reactive(demand, 1);
            String both = String.format(Locale.ROOT, "%s: %s against %s", kind, own, fixed);
            if (fixed.unserved() <= .01) {
                assertThat(own.cost()).as(both).isLessThan(fixed.cost());
            } else {
                assertThat(own.unserved()).as(both).isLessThan(fixed.unserved());
            }
        }
    }
}
