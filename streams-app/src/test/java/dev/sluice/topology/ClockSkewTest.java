package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.Reason;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten instances, of which one has a clock that is not right, through the whole topology. */
final class ClockSkewTest {
    @ParameterizedTest
    @ValueSource(ints = {-300, -20, 5, 20, 590})
    void one_clock_that_is_not_right_loses_no_report_of_the_others(int ahead) {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10);
            report(pipeline, ahead, 300);
            pipeline.decisions();
            pipeline.deadLetters();
            report(pipeline, ahead, 300);
            assertThat(pipeline.deadLetters()).isEmpty();
            assertThat(pipeline.decisions())
                    .hasSizeGreaterThan(25)
                    .allMatch(d -> d.getSeen() == 400 && d.getTarget() >= 40);
        }
    }

    /** What measures the usage of an instance may run on another machine than the instance. */
    @ParameterizedTest
    @ValueSource(ints = {-300, -20, 20, 300})
    void usage_by_another_clock_than_the_requests_of_the_same_instances_loses_no_report(int ahead) {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10);
            reportBoth(pipeline, ahead, 300);
            pipeline.decisions();
            pipeline.deadLetters();
            reportBoth(pipeline, ahead, 300);
            assertThat(pipeline.deadLetters()).isEmpty();
            assertThat(pipeline.decisions())
                    .hasSizeGreaterThan(25)
                    .allMatch(d -> d.getSeen() == 400 && d.getTarget() >= 40);
        }
    }

    private static void reportBoth(Pipeline pipeline, int ahead, int seconds) {
        for (int t = 0; t < seconds; t += 5) {
            report(pipeline, 0, 5);
            for (int i = 0; i < 10; i++) {
                Instant to = pipeline.now().plusSeconds(ahead);
                pipeline.usage(UsageEvent.newBuilder()
                        .setService("checkout")
                        .setInstance("i" + i)
                        .setFrom(to.minusSeconds(5))
                        .setTo(to)
                        .setCpuUsed(.5)
                        .build());
            }
        }
    }

    /** By five seconds, ten instances of forty a second. */
    private static void report(Pipeline pipeline, int ahead, int seconds) {
        for (int t = 0; t < seconds; t += 5) {
            pipeline.after(Duration.ofSeconds(5));
            for (int i = 0; i < 10; i++) {
                Instant to = pipeline.now().plusSeconds(i == 4 ? ahead : 0);
                pipeline.report(Pipeline.event("checkout", "i" + i, to.minusSeconds(5), to, 200));
            }
        }
    }

    /** Five instances of twenty a second: nobody reads for a while, in which some clocks are set or instances come with wrong ones. */
    @ParameterizedTest(name = "{0} s ahead before, {1} s ahead since")
    @CsvSource({
        "0 0 0 0 0, 0 0 60 0 0",
        "0 0 0 0 0, 0 0 300 0 0",
        "0 0 0 0 0, 0 0 -300 0 0",
        "0 0 300 0 0, 0 0 0 0 0",
        "0 -120 0 0 0, 0 0 0 0 0",
        "'', 0 0 0 0 300",
        "'', 60 60 60 60 60",
        "'', 200 200 200 200 0"
    })
    void clocks_that_are_set_while_nobody_reads_multiply_no_demand(String before, String since) {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.policy("checkout", 1, 100, 10);
            if (!before.isEmpty()) {
                for (int t = 0; t < 300; t += 5) {
                    pipeline.after(Duration.ofSeconds(5));
                    reports(pipeline, before).forEach(pipeline::report);
                }
            }
            List<RequestRateEvent> waiting = new ArrayList<>();
            pipeline.stopsReading();
            for (int t = 0; t < 600; t += 5) {
                pipeline.after(Duration.ofSeconds(5));
                waiting.addAll(reports(pipeline, t < 200 && !before.isEmpty() ? before : since));
            }
            waiting.forEach(pipeline::report);
            pipeline.hasCaughtUp();
            List<ScalingDecision> after = new ArrayList<>(pipeline.decisions());
            for (int t = 0; t < 300; t += 5) {
                pipeline.after(Duration.ofSeconds(5));
                reports(pipeline, since).forEach(pipeline::report);
                after.addAll(pipeline.decisions());
            }
            assertThat(after).allMatch(d -> d.getSeen() <= 205);
            assertThat(after.subList(after.size() - 20, after.size()))
                    .allMatch(d -> d.getSeen() >= 99 && d.getSeen() <= 101)
                    .allMatch(d -> d.getTarget() >= 10 && d.getTarget() <= 16)
                    .noneMatch(d -> d.getReason() == Reason.PARTIAL_REPORTS);
        }
    }

    private static List<RequestRateEvent> reports(Pipeline pipeline, String clocks) {
        List<RequestRateEvent> reports = new ArrayList<>();
        for (String ahead : clocks.split(" ")) {
            Instant to = pipeline.now().plusSeconds(Long.parseLong(ahead));
            reports.add(Pipeline.event("checkout", "i" + reports.size(), to.minusSeconds(5), to, 100));
        }
        return reports;
    }

    @Test
    void in_recorded_time_a_clock_of_another_century_does_not_lead_the_others() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            pipeline.policy("checkout", 1, 100, 10);
            for (int t = 5; t <= 900; t += 5) {
                for (int i = 0; i < 10; i++) {
                    Instant to = (i == 4 ? Instant.parse("2099-01-01T00:00:00Z") : Pipeline.START).plusSeconds(t);
                    pipeline.report(Pipeline.event("checkout", "i" + i, to.minusSeconds(5), to, 200));
                }
            }
            assertThat(pipeline.deadLetters()).isEmpty();
            List<ScalingDecision> decisions = pipeline.decisions();
            assertThat(decisions).hasSizeGreaterThan(80);
            assertThat(decisions.subList(10, decisions.size())).allMatch(d -> d.getSeen() >= 360);
        }
    }

    @Test
    void a_report_from_more_than_ten_minutes_ahead_is_a_dead_letter() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            Instant now = pipeline.now();
            pipeline.report(Pipeline.event("checkout", "a", now.plusSeconds(594), now.plusSeconds(599), 1));
            assertThat(pipeline.deadLetters()).isEmpty();
            pipeline.report(Pipeline.event("checkout", "a", now.plusSeconds(597), now.plusSeconds(602), 1));
            assertThat(pipeline.deadLetters()).containsExactly("IMPOSSIBLE_VALUE");
        }
    }
}
