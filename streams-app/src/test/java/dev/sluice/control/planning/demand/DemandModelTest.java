package dev.sluice.control.planning.demand;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.sizing.contest.ContestTerms;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Windows of ten seconds; an order takes a minute. */
final class DemandModelTest {
    private static final long WINDOW = 10_000;
    private static final ContestTerms TERMS = SizingTerms.of(Policies.requests(1, 1_000));
    private final SplittableRandom random = new SplittableRandom(7);

    private static Journal.Entry entry(int window, double demand, double perReplica) {
        return new Journal.Entry(ms(10.0 * window), (float) demand, (float) perReplica, 60_000);
    }

    private static DemandModel model(double perReplica) {
        return DemandModel.of(WINDOW, entry(0, 0, perReplica));
    }

    private double noisy(int window) {
        return 200 + 80 * Math.sin(window / 9.0) + 20 * random.nextDouble();
    }

    @Test
    void an_order_at_the_end_of_a_window_is_ready_within_the_horizon() {
        assertThat(DemandModel.horizon(0, WINDOW)).isEqualTo(1);
        assertThat(DemandModel.horizon(60_000, WINDOW)).isEqualTo(7);
        assertThat(DemandModel.horizon(Long.MAX_VALUE / 2, 1)).isEqualTo(100_000);
    }

    @Test
    void bits_per_second_teach_the_same_as_megabits_per_second() {
        DemandModel small = model(50);
        DemandModel large = model(50e6);
        for (int i = 1; i <= 120; i++) {
            double demand = noisy(i);
            int replicas =
                    small.learn(entry(i, demand, 50), TERMS).plan().sizing().replicas();
            assertThat(large.learn(entry(i, demand * 1e6, 50e6), TERMS)
                            .plan()
                            .sizing()
                            .replicas())
                    .as("window %d", i)
                    .isBetween(replicas - 1, replicas + 1);
        }
    }

    @Test
    void another_unit_is_another_model_and_another_size_of_replica_is_not() {
        DemandModel model = model(50);
        assertThat(model.fits(entry(1, 0, 500))).isTrue();
        assertThat(model.fits(entry(1, 0, 50e9))).isFalse();
        assertThat(model.fits(entry(1, 0, 50e-9))).isFalse();
    }

    @Test
    void what_is_usual_is_a_little_more_than_what_is_expected() {
        DemandModel model = model(10);
        for (int i = 1; i <= 100; i++) {
            model.learn(entry(i, 100 + random.nextInt(-5, 6), 10), TERMS);
        }
        assertThat(model.usual()).isBetween(100.0, 140.0);
    }

    @Test
    void a_snapshot_and_the_windows_since_continue_as_the_model_would_have() throws IOException {
        DemandModel model = model(10);
        byte[] snapshot = {};
        for (int i = 1; i <= 75; i++) {
            Optional<byte[]> due = model.learn(entry(i, noisy(i), 10), TERMS).snapshot();
            assertThat(due.isPresent()).isEqualTo(i % DemandModel.WINDOWS_PER_SNAPSHOT == 0);
            snapshot = due.orElse(snapshot);
        }
        Journal since = Journal.read(ServiceHarness.in(ServiceHarness.bytes(model::writeJournal)));
        assertThat(since.size()).isEqualTo(75 - 64);
        DemandModel again = DemandModel.restored(Optional.of(ServiceHarness.in(snapshot)), since, TERMS);
        assertThat(again.usual()).isCloseTo(model.usual(), within(1e-9));
        for (int i = 76; i <= 120; i++) {
            Journal.Entry next = entry(i, noisy(i), 10);
            assertThat(again.learn(next, TERMS).plan().sizing())
                    .isEqualTo(model.learn(next, TERMS).plan().sizing());
        }
    }

    @Test
    void a_damaged_snapshot_is_an_error() {
        byte[] zeros = new byte[64];
        assertThatThrownBy(
                        () -> DemandModel.restored(Optional.of(ServiceHarness.in(zeros)), new Journal(WINDOW), TERMS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged snapshot");
    }
}
