package dev.sluice.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.Curve;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.ReplicaTiming;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestCopies;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServingScoreTest {
    /** A replica that computes 1000 prompt tokens a second and takes 0.1 s a step. */
    private static final ReplicaSpec SLOW = new ReplicaSpec(
            "slow",
            new ReplicaTiming(
                    new Curve(new double[] {0, 1000}, new double[] {.1, 1.1}),
                    new Curve(new double[] {1, 100}, new double[] {.1, .1}),
                    0,
                    0),
            10_000,
            2,
            3,
            .1);

    private static ServingScenario scenario(RequestTrace trace, TokenLimits limits, double skip) {
        return new ServingScenario("small", trace, SLOW, EngineSettings.DEFAULT, StartupTimes.fixed(0), limits, skip);
    }

    @Test
    void a_request_is_met_if_both_limits_are() {
        // the first takes 0.6 s to its first token and ends at 1.5 s, the second waits behind it
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(0, 500, 10, 0))
                .add(new Request(.1, 500, 10, 0))
                .build();
        ServingRun run = scenario(trace, new TokenLimits(.7, 0, .15), 0).playConstant(1);
        assertThat(run.outcomes().timeToFirstToken(0)).isCloseTo(.6, within(1e-9));
        assertThat(run.outcomes().timeToFirstToken(1)).isCloseTo(1.1, within(1e-9));
        // a step with the second prompt held the first one up
        assertThat(run.outcomes().interTokenTime(0)).isCloseTo((.6 + 8 * .1) / 9, within(1e-9));
        assertThat(run.firstTokenMet(0)).isTrue();
        assertThat(run.firstTokenMet(1)).isFalse();
        assertThat(run.interTokenMet(0)).isFalse();
        assertThat(run.interTokenMet(1)).isTrue();

        ServingScore score = run.score();
        assertThat(score.requests()).isEqualTo(2);
        assertThat(score.both()).isZero();
        assertThat(score.firstToken()).isEqualTo(.5);
        assertThat(score.interToken()).isEqualTo(.5);
        assertThat(score.firstTokenTimes().p50()).isCloseTo(.85, within(1e-9));
        assertThat(score.firstTokenTimes().p99()).isCloseTo(.6 + .99 * .5, within(1e-9));
        // the minute of the last arrival is paid
        assertThat(score.gpuHours(SLOW)).isCloseTo(2 / 60.0, within(1e-9));
        assertThat(score.events()).isZero();
        assertThat(score.backlog()).isZero();
    }

    @Test
    void slack_lets_a_long_prompt_take_its_time() {
        RequestTrace trace =
                new RequestTrace.Builder().add(new Request(0, 1000, 1, 0)).build();
        // two chunks: 1 s of prompt and two steps
        assertThat(scenario(trace, new TokenLimits(1.1, 0, .1), 0)
                        .playConstant(1)
                        .firstTokenMet(0))
                .isFalse();
        assertThat(scenario(trace, new TokenLimits(1.1, 1.01, .1), 0)
                        .playConstant(1)
                        .firstTokenMet(0))
                .isTrue();
        assertThat(scenario(trace, new TokenLimits(1.1, 0, .1), 0).attainable()).isZero();
        assertThat(scenario(trace, new TokenLimits(1.1, 3, .1), 0).attainable()).isEqualTo(1);
    }

    @Test
    void time_with_a_backlog_is_counted_once() {
        // ten prompts of a chunk each at once: number n begins after 0.6 s x n
        RequestTrace.Builder trace = new RequestTrace.Builder();
        IntStream.range(0, 10).forEach(i -> trace.add(new Request(0, 512, 1, 0)));
        ServingScore score = scenario(trace.build(), new TokenLimits(1, 0, .1), 0)
                .playConstant(1)
                .score();
        double step = .1 + .512;
        assertThat(score.backlog()).isCloseTo((9 * step - 1) / 60, within(1e-9));
        assertThat(score.firstToken()).isEqualTo(.1);
    }

    @Test
    void what_comes_in_the_skipped_part_is_not_scored() {
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(1, 512, 1, 0))
                .add(new Request(40, 512, 1, 0))
                .build();
        ServingScore score =
                scenario(trace, new TokenLimits(1, 0, .1), 500).playConstant(3).score();
        assertThat(score.requests()).isEqualTo(1);
        // at most half is skipped
        assertThat(score.replicaHours()).isCloseTo(3 * 30 / 3600.0, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {.4, 1, 2, 3.5})
    void copies_are_of_the_same_kind(double scale) {
        RequestTrace.Builder builder = new RequestTrace.Builder();
        for (int i = 0; i < 2000; i++) {
            builder.add(new Request(i * .3, 1 + i % 7, 1 + i % 5, 0));
        }
        RequestTrace trace = builder.build();
        RequestTrace copied = new RequestCopies(scale, 60, 1).of(trace);
        assertThat(copied.length() / (scale * trace.length())).isCloseTo(1, within(.06));
        assertThat(copied.end()).isEqualTo(trace.end());
        double[] times =
                IntStream.range(0, copied.length()).mapToDouble(copied::arrival).toArray();
        assertThat(times).isSorted();
        assertThat(times[times.length - 1]).isLessThan(copied.end());
        assertThat(mean(copied)).isCloseTo(mean(trace), within(.1));
        RequestTrace again = new RequestCopies(scale, 60, 1).of(trace);
        assertThat(Arrays.equals(
                        times,
                        IntStream.range(0, again.length())
                                .mapToDouble(again::arrival)
                                .toArray()))
                .isTrue();
    }

    private static double mean(RequestTrace trace) {
        return IntStream.range(0, trace.length())
                .mapToDouble(trace::prompt)
                .average()
                .orElseThrow();
    }

    @Test
    void more_copies_than_can_be_simulated_are_refused() {
        RequestTrace trace =
                new RequestTrace.Builder().add(new Request(0, 10, 1, 0)).build();
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestCopies(1e9, 60, 1).of(trace));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestCopies(0, 60, 1));
    }

    @Test
    void starts_are_drawn_between_the_measured_quantiles() {
        Curve quantiles = new Curve(new double[] {0, .5, 1}, new double[] {2, 10, 40});
        StartupTimes drawn = StartupTimes.drawn(30, quantiles, 1);
        double[] each = IntStream.range(0, 4096).mapToDouble(drawn::of).sorted().toArray();
        assertThat(each[0]).isGreaterThanOrEqualTo(32);
        assertThat(each[4095]).isLessThanOrEqualTo(70);
        assertThat(each[2048]).isCloseTo(40, within(.5));
        assertThat(drawn.mean()).isCloseTo(30 + .5 * 6 + .5 * 25, within(.5));
    }
}
