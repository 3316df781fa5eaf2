package dev.sluice.control;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.contest.RuleFamily;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Demand that can be foreseen for hours, then cannot, then can again. */
final class ForecastNotFollowedTest {
    private static final double HOUR = 3600;

    private final ServiceHarness service = ServiceHarness.inEventTime().under(requests(1, 100));
    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void the_contest_leaves_a_forecast_that_fails_says_so_and_returns_by_itself() {
        for (double t = 0; t < 14 * HOUR; t += 10) {
            service.report(t, t + 10, 10 * rate(t));
        }

        // an hourly wave is foreseen once it was seen
        assertThat(between(2, 5)).noneMatch(ForecastNotFollowedTest::told).allMatch(d -> by(d) == RuleFamily.FORECAST);
        // bursts that nothing announces: half an hour later another rule decides, and carries each of them
        assertThat(between(5.5, 8)).allMatch(ForecastNotFollowedTest::told).allMatch(d -> d.target() >= 16);
        assertThat(between(5.5, 8).get(0).stages())
                .extracting(Stage::detail)
                .anyMatch(detail -> detail.startsWith("the forecast is not followed: the best rule that does"));
        assertThat(between(13, 14))
                .noneMatch(ForecastNotFollowedTest::told)
                .allMatch(d -> by(d) == RuleFamily.FORECAST);
    }

    @Test
    void a_note_on_the_forecast_is_not_why_a_size_stays() {
        for (double t = 0; t < 6 * HOUR; t += 10) {
            service.report(t, t + 10, 10 * rate(t));
        }

        assertThat(between(5.5, 6)).noneMatch(d -> d.reason() == Reason.FORECAST_NOT_FOLLOWED);
    }

    private List<Decision> between(double fromHour, double toHour) {
        return service.decisions().stream()
                .filter(d -> !d.at().isBefore(ServiceHarness.at(fromHour * HOUR))
                        && d.at().isBefore(ServiceHarness.at(toHour * HOUR)))
                .toList();
    }

    private static RuleFamily by(Decision decision) {
        return decision.plan().orElseThrow().sizing().family();
    }

    private double rate(double t) {
        double wave = 100 + 60 * Math.sin(2 * Math.PI * t / HOUR);
        if (t < 5 * HOUR || t >= 8 * HOUR) {
            return wave;
        }
        // bursts of five minutes that nothing announces
        long fifth = (long) (t / 300);
        return ((fifth * 2654435761L) >>> 7) % 5 == 0 ? 160 : 20 + random.nextInt(3);
    }

    private static boolean told(Decision decision) {
        return decision.stages().stream().anyMatch(stage -> stage.reason() == Reason.FORECAST_NOT_FOLLOWED);
    }
}
