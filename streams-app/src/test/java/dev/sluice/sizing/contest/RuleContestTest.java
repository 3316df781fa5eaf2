package dev.sluice.sizing.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A contest of sizing rules")
final class RuleContestTest {
    private static final ContestTerms TERMS = ContestTerms.of(.01, 1, 500);

    @Test
    @DisplayName("starts with twice what it sees, says that nobody has proved himself, then lets a rule decide")
    void cold_start() {
        RuleContest contest = new RuleContest();
        Sizing first = contest.decide(steady(100), TERMS);
        assertThat(first).isEqualTo(new Sizing(20, 200, RuleFamily.COLD_START));
        for (int i = 0; i < 60; i++) {
            contest.decide(steady(100), TERMS);
        }
        Sizing later = contest.decide(steady(100), TERMS);
        assertThat(later.family()).isNotEqualTo(RuleFamily.COLD_START);
        assertThat(later.replicas()).isEqualTo(10);
    }

    @Test
    @DisplayName("of a demand that never changes, runs exactly what it needs and says what that cost")
    void steady_demand() {
        RuleContest contest = run(new RuleContest(), 500, i -> 100);
        RuleScore deciding = contest.deciding().orElseThrow();
        assertThat(deciding.replicas()).isEqualTo(10);
        assertThat(deciding.unserved()).isZero();
        assertThat(deciding.cost()).isBetween(.99, 1.05);
        assertThat(contest.runnerUp().orElseThrow().name()).isNotEqualTo(deciding.name());
        assertThat(contest.scores()).hasSize(RuleBook.STANDARD.rules());
    }

    @Test
    @DisplayName("of bursts that come back every hour, remembers the burst rather than following it")
    void returning_bursts() {
        RuleContest contest = run(new RuleContest(), 3_000, i -> i % 60 < 2 ? 1_000 : 100);
        RuleScore deciding = contest.deciding().orElseThrow();
        assertThat(deciding.unserved()).isLessThan(.01);
        assertThat(deciding.replicas()).isGreaterThanOrEqualTo(90);
    }

    @Test
    @DisplayName("of bursts that come back every hour, misses them when they are worth less than the cost limit")
    void bursts_over_the_limit() {
        RuleContest contest = new RuleContest();
        ContestTerms thrifty = new ContestTerms(.01, 2, 1, 500);
        for (int i = 0; i < 3_000; i++) {
            contest.decide(steady(i % 60 < 2 ? 1_000 : 50), thrifty);
        }
        assertThat(contest.deciding().orElseThrow().cost()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest(name = "lead {0} s, windows of {1} s")
    @CsvSource({"6,60", "60,60", "600,60", "6000,60", "60,10", "20000,10"})
    @DisplayName("keeps its bounds whatever the lead time, also one longer than all that was seen")
    void bounds(double lead, double seconds) {
        RuleContest contest = new RuleContest();
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            LoadWindow window = new LoadWindow(200 * random.nextDouble(), 10, seconds, lead, Outlook.NONE);
            assertThat(contest.decide(window, new ContestTerms(.01, 10, 3, 15)).replicas())
                    .isBetween(3, 15);
        }
    }

    @Test
    @DisplayName("of demand beyond the largest size, does not blame the rules for what no size could serve")
    void beyond_the_largest() {
        RuleContest contest = new RuleContest();
        for (int i = 0; i < 500; i++) {
            contest.decide(steady(1_000), ContestTerms.of(.01, 1, 5));
        }
        assertThat(contest.deciding().orElseThrow().unserved()).isZero();
    }

    @ParameterizedTest(name = "{0} per replica")
    @ValueSource(doubles = {2.5, 5, 9, 11, 20, 40})
    @DisplayName("keeps to its rule when a replica is found to serve more or less: demand is what it was")
    void another_capacity(double capacity) {
        RuleContest contest = run(new RuleContest(), 1_000, i -> 100 + i % 3);
        double share = contest.deciding().orElseThrow().unserved();
        int before = contest.deciding().orElseThrow().replicas();
        for (int i = 0; i < 100; i++) {
            contest.decide(new LoadWindow(100 + i % 3, capacity, 60, 60, Outlook.NONE), TERMS);
        }
        assertThat(contest.deciding().orElseThrow().unserved()).isCloseTo(share, within(.005));
        assertThat(contest.deciding().orElseThrow().replicas())
                .isCloseTo((int) Math.ceil(before * 10 / capacity), within((int) Math.ceil(10 / capacity)));
    }

    @ParameterizedTest(name = "{0} times the demand for two minutes")
    @ValueSource(ints = {2, 3, 4})
    @DisplayName("after a peak that nobody foresaw, orders no multiple of the peak")
    void after_a_peak(int times) {
        RuleContest contest = new RuleContest();
        int largest = 0;
        for (int i = 0; i < 800; i++) {
            double usual = 140 + i % 5;
            double demand = i >= 540 && i < 552 ? times * usual : usual;
            int replicas = contest.decide(new LoadWindow(demand, 14, 10, 60, Outlook.NONE), TERMS)
                    .replicas();
            largest = i > 555 ? Math.max(largest, replicas) : largest;
        }
        assertThat(largest).as("replicas of which 11 serve all").isBetween(11, Math.max(53, 11 * times * 11 / 10));
    }

    @Test
    @DisplayName("sized with no demand at all, runs one")
    void silence() {
        RuleContest contest = run(new RuleContest(), 100, i -> 0);
        assertThat(contest.deciding().orElseThrow().replicas()).isEqualTo(1);
        assertThat(contest.deciding().orElseThrow().unserved()).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("read back from a snapshot goes on exactly as the one that wrote it, and writing changes nothing")
    void snapshot(long seed) throws IOException {
        Random random = new Random(seed);
        RuleContest silent = new RuleContest();
        RuleContest written = new RuleContest();
        for (int i = 0; i < 2_000; i++) {
            LoadWindow window = changing(random, i);
            Sizing sizing = silent.decide(window, TERMS);
            assertThat(written.decide(window, TERMS)).isEqualTo(sizing);
            assertThat(written.deciding()).isEqualTo(silent.deciding());
            assertThat(written.runnerUp()).isEqualTo(silent.runnerUp());
            if (random.nextInt(20) == 0) {
                written = copy(written);
            }
        }
        assertThat(bytes(written)).isEqualTo(bytes(silent));
    }

    @ParameterizedTest(name = "lead of {0} s")
    @ValueSource(doubles = {60, 100_000})
    @DisplayName("fits into 4 KB after any number of windows, whatever the lead time")
    void bounded(double lead) throws IOException {
        RuleContest contest = new RuleContest();
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            contest.decide(new LoadWindow(1_000 * random.nextDouble(), 10, 10, lead, Outlook.NONE), TERMS);
        }
        assertThat(bytes(contest).length).isLessThanOrEqualTo(4_096);
    }

    @Test
    @DisplayName("refuses a snapshot of another version")
    void other_version() {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(new byte[] {99, 0, 0}));
        assertThatThrownBy(() -> RuleContest.read(in))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("99");
    }

    private static LoadWindow changing(Random random, int i) {
        double demand = random.nextInt(40) == 0 ? 2_000 : 300 * (1 + Math.sin(i / 50.0)) * random.nextDouble();
        double capacity = 10 + random.nextDouble();
        double lead = i < 1_000 ? 60 : 640;
        Outlook outlook = new Outlook(demand, 1.1 * demand, 30, 40, i);
        return new LoadWindow(demand, capacity, 60, lead, outlook);
    }

    private interface DemandAt {
        double window(int i);
    }

    private static RuleContest run(RuleContest contest, int windows, DemandAt demand) {
        for (int i = 0; i < windows; i++) {
            contest.decide(steady(demand.window(i)), TERMS);
        }
        return contest;
    }

    private static LoadWindow steady(double demand) {
        return new LoadWindow(demand, 10, 60, 60, Outlook.NONE);
    }

    private static RuleContest copy(RuleContest contest) throws IOException {
        return RuleContest.read(new DataInputStream(new ByteArrayInputStream(bytes(contest))));
    }

    private static byte[] bytes(RuleContest contest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        contest.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
