package dev.sluice.control;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.history.History;
import dev.sluice.control.planning.demand.HistoryLesson;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What was learned of the past: windows of ten seconds that end before the service reports. */
final class HistoryTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final ScalingPolicy POLICY = requests(1, 100);
    private static final int WINDOWS = 720;

    /** A loop that has seen so many has just written a snapshot, as the lesson does at its end: both round there. */
    private static final int SNAPSHOT = 22 * 32;

    private final ServiceHarness service = ServiceHarness.inEventTime();

    @Test
    void a_service_with_a_history_plans_at_once_as_one_that_has_seen_it_live() {
        SplittableRandom random = new SplittableRandom(11);
        double[] demand = random.doubles(SNAPSHOT + 30, 80, 120).toArray();
        ServiceHarness live = ServiceHarness.inEventTime().under(POLICY);
        for (int i = 0; i < demand.length; i++) {
            live.report(10.0 * i, 10.0 * i + 10, 10 * demand[i]);
        }
        service.under(POLICY).learned(history(demand, 0, SNAPSHOT));
        for (int i = SNAPSHOT; i < demand.length; i++) {
            service.report(10.0 * i, 10.0 * i + 10, 10 * demand[i]);
        }

        assertThat(plans(service)).hasSize(29).isEqualTo(plans(live).subList(SNAPSHOT, SNAPSHOT + 29));
        assertThat(service.decisions().get(0).stages())
                .anyMatch(stage -> stage.detail().startsWith("learned from " + SNAPSHOT + " windows of history"));
    }

    @Test
    void without_a_history_the_same_service_starts_cold() {
        service.under(POLICY).demand(0, 60, 1, 100);

        assertThat(service.last().plan().orElseThrow().sizing().replicas()).isEqualTo(20);
    }

    @Test
    void learning_the_same_again_changes_nothing() {
        History history = history(steady(WINDOWS), 0, WINDOWS);
        ServiceHarness once = ServiceHarness.inEventTime().under(POLICY).learned(history);
        service.under(POLICY).learned(history).learned(history);
        for (double t = 7200; t < 7500; t += 10) {
            once.report(t, t + 10, 1000);
            service.report(t, t + 10, 1000).learned(history);
        }

        assertThat(plans(service)).isEqualTo(plans(once));
        assertThat(service.last().stages()).anyMatch(stage -> stage.detail().startsWith("not learned from"));
    }

    @Test
    void what_was_seen_live_after_the_history_is_kept() {
        service.under(POLICY).demand(7200, 7300, 1, 100);
        int seen = service.decisions().size();
        service.learned(history(steady(WINDOWS), 0, WINDOWS)).demand(7300, 7320, 1, 100);

        SizingPlan plan = service.last().plan().orElseThrow();
        assertThat(service.decisions()).hasSizeGreaterThan(seen);
        assertThat(plan.sizing().replicas()).isBetween(10, 13);
    }

    @Test
    void a_history_waits_for_the_first_window_after_its_end_and_survives_a_restart() {
        service.under(POLICY).learned(history(steady(WINDOWS), 0, WINDOWS)).demand(7100, 7200, 1, 100);
        assertThat(service.decisions()).noneMatch(HistoryTest::tellsOfHistory);

        service.restarted().demand(7200, 7230, 1, 100);
        assertThat(service.decisions()).filteredOn(HistoryTest::tellsOfHistory).hasSize(1);
    }

    @Test
    void a_history_waits_for_a_policy_with_its_signal() {
        service.learned(history(steady(WINDOWS), 0, WINDOWS)).demand(7200, 7220, 1, 100);
        service.under(Policies.of(1, 100, Policies.demand(Signal.UNITS, 10), List.of()));
        service.report(ServiceHarness.withUnits(7220, 7230, 100, 1000)).report(7230, 7240, 1000);
        assertThat(service.decisions()).noneMatch(HistoryTest::tellsOfHistory);

        service.under(POLICY).demand(7240, 7270, 1, 100);
        assertThat(service.decisions()).anyMatch(HistoryTest::tellsOfHistory);
        assertThat(service.last().plan().orElseThrow().sizing().replicas()).isBetween(10, 13);
    }

    @Test
    void damaged_models_and_those_of_other_versions_are_told() {
        byte[] model = history(steady(40), 0, 40).model();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = model.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(ServiceLoop.unusable(with(damaged))).isPresent();
        }
        assertThat(ServiceLoop.unusable(with(new byte[0]))).isPresent();
        assertThat(ServiceLoop.unusable(with(model))).isEmpty();
    }

    private static History with(byte[] model) {
        return new History(
                Signal.REQUESTS,
                ServiceHarness.at(0),
                ServiceHarness.at(400),
                WINDOW,
                40,
                "a test",
                model,
                Optional.empty());
    }

    private static boolean tellsOfHistory(Decision decision) {
        return decision.stages().stream().anyMatch(stage -> stage.detail().contains("windows of history"));
    }

    private static double[] steady(int windows) {
        return new SplittableRandom(3).doubles(windows, 95, 105).toArray();
    }

    private static History history(double[] demand, int from, int to) {
        HistoryLesson lesson = new HistoryLesson(WINDOW, 10, Duration.ofMinutes(1), SizingTerms.of(POLICY));
        for (int i = from; i < to; i++) {
            lesson.learn(ServiceHarness.at(10.0 * i + 10), demand[i]);
        }
        return lesson.history(Signal.REQUESTS, "a test");
    }

    private static List<SizingPlan> plans(ServiceHarness of) {
        return of.decisions().stream().flatMap(d -> d.plan().stream()).toList();
    }
}
