package dev.sluice.control;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Twelve replicas run and report; one serves ten per second and is ready a minute after its order. */
final class AdviceVerdictTest {
    private static final int RAN = 12;
    private static final ScalingPolicy ADVICE = requests(1, 50).withMode(Mode.ADVISE);

    private final ServiceHarness service = ServiceHarness.inEventTime();

    @Test
    void advice_is_judged_as_if_it_had_been_followed() {
        SplittableRandom random = new SplittableRandom(3);
        service.under(ADVICE);
        for (int i = 0; i < 360; i++) {
            service.demand(10 * i, 10 * i + 10, RAN, 60 + 40 * Math.sin(i / 30.0) + 10 * random.nextDouble());
        }

        Verdict told = service.last().verdict().orElseThrow();
        Recount recount = new Recount(service.decisions());
        // the last window is not over yet, and the first only says what runs
        assertThat(told.hoursSeen()).isCloseTo(358 / 360.0, within(1e-9));
        assertThat(told.unservedShare().orElseThrow()).isCloseTo(recount.unserved / recount.demand, within(1e-9));
        assertThat(told.costAgainstRan().orElseThrow()).isCloseTo(recount.paid / recount.ran, within(1e-9));
        assertThat(told.costAgainstRan().orElseThrow()).isBetween(.5, .9);
        assertThat(told.ranUnservedShare()).hasValue(0);
        assertThat(told.coverage().orElseThrow())
                .isCloseTo(coverage(service), within(1e-9))
                .isBetween(.85, 1.0);
    }

    /** Limits count from what advice would have run. From what really runs, one step would be all that it ever takes. */
    @Test
    void advice_with_limits_takes_one_step_after_the_other() {
        ScalingRules down = new ScalingRules(
                Duration.ZERO,
                ScalingRules.Select.MAX,
                List.of(new RateLimit(RateLimit.Unit.REPLICAS, 1, Duration.ofMinutes(1))),
                OptionalDouble.empty());
        service.under(Policies.with(ADVICE, ScalingRules.FREE, down)).demand(0, 3600, RAN, 30);

        assertThat(service.last().target()).isEqualTo(RAN - 1);
        // eight steps, one a minute, down to four: the mean of the hour is below five
        assertThat(service.last().verdict().orElseThrow().costAgainstRan().orElseThrow())
                .isBetween(3.0 / RAN, 6.0 / RAN);
    }

    @Test
    void a_window_of_which_a_part_is_missing_says_nothing() {
        service.under(ADVICE).demand(0, 600, RAN, 60);
        double before = service.last().verdict().orElseThrow().hoursSeen();
        service.demand(600, 700, RAN - 5, 35);

        assertThat(service.last().verdict().orElseThrow().hoursSeen()).isLessThan(before + 60 / 3600.0);
    }

    @Test
    void a_verdict_survives_a_restart_and_ends_with_its_policy() {
        service.under(ADVICE).demand(0, 600, RAN, 60);
        Optional<Verdict> before = service.last().verdict();
        service.restarted().demand(600, 610, RAN, 60);
        assertThat(service.last().verdict().orElseThrow().hoursSeen())
                .isCloseTo(before.orElseThrow().hoursSeen() + 10 / 3600.0, within(1e-9));

        service.under(ADVICE.withReplicas(new ScalingPolicy.Bounds(1, 40))).demand(610, 620, RAN, 60);
        assertThat(service.last().verdict()).isEmpty();
        service.withoutPolicy().demand(620, 640, RAN, 60);
        assertThat(service.last().verdict()).isEmpty();
    }

    @Test
    void while_a_policy_acts_ready_replicas_are_judged() {
        service.under(requests(1, 50)).demand(0, 100, 4, 40);
        service.newestIs(Status.READY, 6).demand(100, 110, 6, 90).demand(110, 130, 6, 40);

        Verdict told = service.last().verdict().orElseThrow();
        assertThat(told.costAgainstRan()).isEmpty();
        assertThat(told.worst().orElseThrow()).isEqualTo(new Verdict.Worst(ServiceHarness.at(100), 1.0 / 3));
    }

    /** The share of windows within the 95 % quantile that was sent for them. */
    private static double coverage(ServiceHarness service) {
        Map<Long, Double> quantiles = new HashMap<>();
        for (Output.Forecasted made : service.forecasts()) {
            long end = made.forecast().origin().toEpochMilli()
                    + made.forecast().horizonSteps() * made.window().toMillis();
            quantiles.put(end, made.forecast().quantile(.95));
        }
        List<Decision.Seen> checked = service.decisions().stream()
                .flatMap(d -> d.seen().stream())
                .filter(seen -> quantiles.containsKey(seen.to().toEpochMilli()))
                .toList();
        long within = checked.stream()
                .filter(seen -> seen.demand().orElseThrow()
                        <= quantiles.getOrDefault(seen.to().toEpochMilli(), Double.NaN))
                .count();
        return (double) within / checked.size();
    }

    /** Without limits, what advice would have run follows from the targets alone: second by second. */
    private static final class Recount {
        private static final int LEAD = 60;

        double unserved;
        double demand;
        double paid;
        double ran;

        Recount(List<Decision> decisions) {
            int seconds = (int) Duration.between(
                            ServiceHarness.START,
                            decisions.get(decisions.size() - 1).at())
                    .toSeconds();
            int[] ordered = new int[seconds + 1];
            Arrays.fill(ordered, RAN);
            for (Decision decision : decisions) {
                int at = (int)
                        Duration.between(ServiceHarness.START, decision.at()).toSeconds();
                boolean waits = !decision.trigger().urgent();
                int target = waits ? decision.target() : Math.max(ordered[at], decision.target());
                Arrays.fill(ordered, at, seconds + 1, target);
            }
            decisions.stream()
                    .filter(d -> d.trigger() == Trigger.WINDOW)
                    .skip(1)
                    .map(d -> d.seen().orElseThrow())
                    .forEach(seen -> window(seen, ordered));
        }

        private void window(Decision.Seen seen, int[] ordered) {
            int from = (int) Duration.between(ServiceHarness.START, seen.from()).toSeconds();
            double capacity = 0;
            for (int second = from; second < from + 10; second++) {
                int ready = ordered[second];
                for (int past = Math.max(0, second - LEAD); past <= second; past++) {
                    ready = Math.min(ready, ordered[past]);
                }
                capacity += 10 * ready;
                paid += ordered[second];
                ran += RAN;
            }
            double units = 10 * seen.demand().orElseThrow();
            unserved += Math.max(0, units - capacity);
            demand += units;
        }
    }
}
