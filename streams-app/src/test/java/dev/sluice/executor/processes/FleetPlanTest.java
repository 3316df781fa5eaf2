package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.processes.Worker.Phase;
import dev.sluice.executor.processes.state.OrderRecord;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.policy.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FleetPlanTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<Phase> PHASES = List.of(Phase.values());
    private static final Target WEB = Target.of("web");
    private static final Resources SMALL = new Resources(1, 0, 0, 0, 0);
    private static final Resources LARGE = new Resources(2, 0, 0, 0, 0);

    private static Worker worker(int port, long generation, Resources size, Phase phase) {
        boolean draining = phase.compareTo(Phase.DRAINING) >= 0;
        return new Worker(
                new WorkerRecord("w" + port, WEB, generation, port, Optional.of(size), Optional.empty(), draining),
                null,
                phase,
                NOON);
    }

    private static FleetPlan plan(int replicas, Resources size, List<Worker> workers, Map<Integer, Integer> load) {
        return FleetPlan.of(
                new OrderRecord(WEB, replicas, 9, Optional.of(size), Optional.empty()), workers, () -> load);
    }

    private static List<Integer> ports(List<Worker> workers) {
        return workers.stream().map(worker -> worker.record().port()).toList();
    }

    @Test
    void those_that_are_not_ready_end_first_then_the_newest_then_the_least_loaded() {
        List<Worker> workers = List.of(
                worker(1, 1, SMALL, Phase.READY),
                worker(2, 4, SMALL, Phase.READY),
                worker(3, 4, SMALL, Phase.READY),
                worker(4, 2, SMALL, Phase.UNHEALTHY),
                worker(5, 3, SMALL, Phase.STARTING));

        FleetPlan plan = plan(1, SMALL, workers, Map.of(2, 7, 3, 2));

        assertThat(ports(plan.drain())).containsExactly(5, 4, 3, 2);
    }

    @Test
    void those_of_other_resources_serve_until_their_successors_do() {
        List<Worker> workers = new ArrayList<>(List.of(
                worker(1, 1, SMALL, Phase.READY),
                worker(2, 1, SMALL, Phase.READY),
                worker(3, 1, SMALL, Phase.STARTING)));
        FleetPlan first = plan(2, LARGE, workers, Map.of());
        assertThat(first.start()).isEqualTo(2);
        assertThat(ports(first.drain())).containsExactly(3);

        workers.remove(2);
        workers.add(worker(4, 9, LARGE, Phase.READY));
        workers.add(worker(5, 9, LARGE, Phase.STARTING));
        FleetPlan second = plan(2, LARGE, workers, Map.of());
        assertThat(second.start()).isZero();
        assertThat(second.drain()).hasSize(1);
    }

    @Test
    void after_any_plan_the_active_ones_are_as_many_as_ordered_and_no_ready_capacity_is_given_away() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            List<Worker> workers = new ArrayList<>();
            for (int port = 0; port < random.nextInt(12); port++) {
                Phase phase = PHASES.get(random.nextInt(PHASES.size()));
                workers.add(worker(port, random.nextInt(4), random.nextBoolean() ? SMALL : LARGE, phase));
            }
            int replicas = random.nextInt(8);
            FleetPlan plan = plan(replicas, LARGE, workers, Map.of());
            List<Worker> left = workers.stream()
                    .filter(worker -> (worker.isActive() && !plan.drain().contains(worker))
                            || plan.keep().contains(worker))
                    .toList();
            long current = left.stream().filter(w -> w.has(Optional.of(LARGE))).count();
            assertThat(current + plan.start()).as("round %s", round).isEqualTo(replicas);
            long readyBefore = workers.stream().filter(Worker::isReady).count();
            long readyAfter = left.stream()
                    .filter(w -> w.isReady() || plan.keep().contains(w))
                    .count();
            assertThat(readyAfter).isGreaterThanOrEqualTo(Math.min(readyBefore, replicas));
        }
    }
}
