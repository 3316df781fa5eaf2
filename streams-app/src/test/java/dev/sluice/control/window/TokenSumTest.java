package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.TokenLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the servers of a large model report in a window of ten seconds. */
final class TokenSumTest {
    private static final double NOT_SAID = Double.NaN;
    private static final LatencyHistogram NONE = LatencyHistogram.empty();

    private final WindowSum window = new WindowSum(ms(0), 10_000);

    private static TokenReport tokens(double prompt, double cached, double output) {
        return new TokenReport(prompt, cached, output, NOT_SAID, NOT_SAID, NONE, NONE);
    }

    private static TokenReport engine(double running, double kvCache) {
        return new TokenReport(1000, NOT_SAID, 100, running, kvCache, NONE, NONE);
    }

    private TokenLoad load() {
        return window.closed().tokens().orElseThrow();
    }

    @Test
    void prompts_cache_hits_and_output_are_counted_each_by_itself() {
        window.add(ServiceHarness.of(0, 5, 4).with(tokens(8000, 5000, 900)));
        window.add(ServiceHarness.of(5, 15, 4).with(tokens(4000, 1000, 700)));

        assertThat(load().promptTokens()).isCloseTo(10_000, within(1e-9));
        assertThat(load().cachedPromptTokens()).isCloseTo(5500, within(1e-9));
        assertThat(load().outputTokens()).isCloseTo(1250, within(1e-9));
        assertThat(load().replicas()).isEqualTo(1);
        // (10,000 - 5,500 + 1,250) / 10 s
        assertThat(window.closed().demand(Signal.TOKENS).orElseThrow()).isCloseTo(575, within(1e-9));
        assertThat(window.soFar(Signal.TOKENS)).isCloseTo(5750, within(1e-9));
    }

    @Test
    void what_runs_and_waits_is_summed_over_instances_and_the_cache_is_their_mean() {
        window.add(ServiceHarness.withBacklog(0, 10, 4, 3).with(engine(20, .5)));
        window.add(ServiceHarness.withBacklog(0, 5, 4, 0).with(engine(10, .9)));
        window.add(ServiceHarness.withBacklog(5, 10, 4, 4).with(engine(30, .1)));

        assertThat(load().running().orElseThrow()).isCloseTo(40, within(1e-9));
        assertThat(load().waiting().orElseThrow()).isCloseTo(5, within(1e-9));
        assertThat(load().kvCacheUsage().orElseThrow()).isCloseTo(.5, within(1e-9));
        assertThat(load().replicas()).isEqualTo(2);
    }

    @Test
    void an_instance_that_reports_no_tokens_adds_nothing() {
        window.add(ServiceHarness.withBacklog(0, 10, 400, 70));
        assertThat(window.closed().tokens()).isEmpty();
        assertThat(window.closed().demand(Signal.TOKENS)).isEmpty();

        window.add(ServiceHarness.of(0, 10, 4).with(tokens(100, 0, 20)));
        assertThat(load().replicas()).isEqualTo(1);
        assertThat(load().waiting()).isEmpty();
        assertThat(load().running()).isEmpty();
        assertThat(load().kvCacheUsage()).isEmpty();
        assertThat(window.closed().demand(Signal.TOKENS)).hasValue(12);
    }

    @Test
    void zero_tokens_are_a_demand_of_zero_and_times_without_tokens_are_none() {
        window.add(ServiceHarness.of(0, 10, 0)
                .with(new TokenReport(NOT_SAID, NOT_SAID, NOT_SAID, 3, .2, ServiceHarness.latency(9, 80), NONE)));
        assertThat(window.closed().demand(Signal.TOKENS)).isEmpty();
        assertThat(load().firstToken().total()).isEqualTo(9);

        window.add(ServiceHarness.of(0, 10, 0).with(tokens(0, 0, 0)));
        assertThat(window.closed().demand(Signal.TOKENS)).hasValue(0);
    }

    @Test
    void times_belong_to_the_window_in_which_a_report_ends() {
        window.add(ServiceHarness.of(-5, 5, 1).with(timed(100, 250)));
        window.add(ServiceHarness.of(5, 15, 1).with(timed(100, 9000)));

        assertThat(load().firstToken().total()).isEqualTo(100);
        assertThat(load().firstToken().quantile(.5).orElseThrow()).isBetween(220., 280.);
        assertThat(load().interToken().quantile(.5).orElseThrow()).isBetween(22., 28.);
    }

    private static TokenReport timed(long requests, double firstMillis) {
        return new TokenReport(
                1,
                NOT_SAID,
                1,
                NOT_SAID,
                NOT_SAID,
                ServiceHarness.latency(requests, firstMillis),
                ServiceHarness.latency(requests, firstMillis / 10));
    }

    @Test
    void silent_instances_are_made_up_for_in_counts_and_not_in_shares() {
        window.add(ServiceHarness.withBacklog(0, 10, 4, 2).with(engine(20, .5)));
        window.raise(ReportKind.USAGE, 3);
        window.raise(ReportKind.REQUESTS, 1.5);

        assertThat(load().promptTokens()).isEqualTo(1500);
        assertThat(load().outputTokens()).isEqualTo(150);
        assertThat(load().running()).hasValue(30);
        assertThat(load().waiting()).hasValue(3);
        assertThat(load().kvCacheUsage()).hasValue(.5);
    }

    @Test
    void each_pool_has_its_own_tokens() {
        OpenWindows windows = new OpenWindows();
        assertThat(windows.add(in("h100", tokens(900, 0, 100)), 10_000)).isTrue();
        assertThat(windows.add(in("a100", tokens(90, 0, 10)), 10_000)).isTrue();
        ClosedWindow closed = ClosedWindow.of(windows.closeOldest());

        assertThat(closed.total().demand(Signal.TOKENS)).hasValue(110);
        assertThat(in(closed, "h100").demand(Signal.TOKENS)).hasValue(100);
        assertThat(in(closed, "a100").demand(Signal.TOKENS)).hasValue(10);
    }

    private static DemandWindow in(ClosedWindow closed, String pool) {
        return Objects.requireNonNull(closed.byPool().get(pool)).total();
    }

    private static RateReport in(String pool, TokenReport tokens) {
        return new RateReport(pool, pool.hashCode(), ms(0), ms(10), 4, 0, 4, NOT_SAID, NOT_SAID, NOT_SAID, NONE)
                .with(tokens);
    }

    /** Whole reports within the window, recounted one by one; and what was stored is what was there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void any_reports_are_counted_as_by_hand(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<TokenReport> all = new ArrayList<>();
        WindowSum stored = window;
        for (int i = 0; i < 200; i++) {
            TokenReport report = any(random);
            all.add(report);
            stored.add(ServiceHarness.of(0, 10, 1).with(report));
            byte[] bytes = ServiceHarness.bytes(stored::write);
            stored = WindowSum.read(ms(0), 10_000, ServiceHarness.in(bytes));
        }
        TokenLoad load = stored.closed().tokens().orElseThrow();

        assertThat(load.promptTokens()).isEqualTo(sum(all, TokenReport::prompt));
        assertThat(load.cachedPromptTokens()).isEqualTo(sum(all, TokenReport::cached));
        assertThat(load.outputTokens()).isEqualTo(sum(all, TokenReport::output));
        assertThat(load.running().orElse(0)).isCloseTo(sum(all, TokenReport::running), within(1e-6));
        assertThat(load.replicas())
                .isEqualTo((int) all.stream().filter(TokenReport::countsTokens).count());
        assertThat(load.firstToken().total())
                .isEqualTo(all.stream().mapToLong(r -> r.firstToken().total()).sum());
        double told = all.stream().filter(r -> !Double.isNaN(r.kvCacheUsage())).count();
        assertThat(load.kvCacheUsage().orElse(0))
                .isCloseTo(sum(all, TokenReport::kvCacheUsage) / Math.max(1, told), within(1e-9));
    }

    private static double sum(List<TokenReport> all, ToDoubleFunction<TokenReport> of) {
        return all.stream().mapToDouble(of).filter(n -> !Double.isNaN(n)).sum();
    }

    /** What an instance may report, any part of it missing. */
    static TokenReport any(SplittableRandom random) {
        double prompt = random.nextInt(3) == 0 ? NOT_SAID : random.nextInt(100_000);
        return new TokenReport(
                prompt,
                random.nextBoolean() || Double.isNaN(prompt) ? NOT_SAID : random.nextInt((int) prompt + 1),
                random.nextInt(3) == 0 ? NOT_SAID : random.nextInt(10_000),
                random.nextBoolean() ? NOT_SAID : random.nextInt(256),
                random.nextBoolean() ? NOT_SAID : random.nextDouble(),
                random.nextBoolean() ? NONE : ServiceHarness.latency(random.nextInt(40), 5 + random.nextInt(9000)),
                random.nextBoolean() ? NONE : ServiceHarness.latency(random.nextInt(40), 5 + random.nextInt(200)));
    }
}
