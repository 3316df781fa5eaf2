package dev.sluice.control.planning.demand;

import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.demand.DemandWindow;
import dev.sluice.sizing.contest.ContestTerms;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica serves ten per second and is ready a minute after its order. */
final class LearnedDemandTest {
    private static final ContestTerms TERMS = SizingTerms.of(Policies.requests(1, 100));
    private final LearnedDemand learned = new LearnedDemand();
    private double now;

    private DemandModel.Learned window(LearnedDemand model, double seconds, double rate) {
        DemandWindow window = DemandWindow.ofRequests(at(now), at(now + seconds), seconds * rate);
        now += seconds;
        return model.learn(window, rate, 10, Duration.ofMinutes(1), TERMS);
    }

    private void windows(int count, double seconds, double rate) {
        for (int i = 0; i < count; i++) {
            window(learned, seconds, rate);
        }
    }

    @Test
    void nothing_is_usual_before_the_first_window() {
        assertThat(learned.usual()).isZero();
        windows(20, 10, 50);
        assertThat(learned.usual()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void steady_demand_is_sized_for_what_it_is() {
        windows(60, 10, 50);
        assertThat(window(learned, 10, 50).plan().sizing().replicas()).isBetween(5, 6);
    }

    @Test
    void a_snapshot_is_due_every_thirty_two_windows_and_written_once() {
        windows(31, 10, 50);
        assertThat(learned.hasSnapshot()).isFalse();
        windows(1, 10, 50);
        assertThat(learned.hasSnapshot()).isTrue();
        assertThat(ServiceHarness.bytes(learned::writeSnapshot)).isNotEmpty();
        assertThat(learned.hasSnapshot()).isFalse();
        assertThat(ServiceHarness.bytes(learned::writeSnapshot)).isEmpty();
    }

    @Test
    void windows_of_another_length_start_another_model() throws IOException {
        windows(40, 10, 50);
        learned.takeSnapshot();
        assertThat(reread().hasWrittenSnapshot()).isTrue();
        windows(1, 60, 50);
        assertThat(reread().hasWrittenSnapshot()).isFalse();
    }

    private LearnedDemand reread() throws IOException {
        LearnedDemand again = new LearnedDemand();
        again.read(ServiceHarness.in(ServiceHarness.bytes(learned::write)));
        return again;
    }

    @Test
    void what_was_forgotten_is_not_usual_any_more() {
        windows(40, 10, 50);
        learned.forget();
        assertThat(learned.usual()).isZero();
        learned.takeSnapshot();
        assertThat(ServiceHarness.bytes(learned::write)).hasSize(1);
    }

    @Test
    void restored_from_snapshot_and_journal_it_plans_the_same() throws IOException {
        windows(40, 10, 50);
        byte[] snapshot = ServiceHarness.bytes(learned::writeSnapshot);
        LearnedDemand again = new LearnedDemand();
        Journal since = again.read(ServiceHarness.in(ServiceHarness.bytes(learned::write)))
                .orElseThrow();
        again.restore(Optional.of(ServiceHarness.in(snapshot)), since, TERMS);
        assertThat(again.usual()).isEqualTo(learned.usual());
        double start = now;
        for (int i = 0; i < 20; i++) {
            now = start + 10 * i;
            int expected = window(learned, 10, 50 + 3 * i).plan().sizing().replicas();
            now = start + 10 * i;
            assertThat(window(again, 10, 50 + 3 * i).plan().sizing().replicas()).isEqualTo(expected);
        }
    }
}
