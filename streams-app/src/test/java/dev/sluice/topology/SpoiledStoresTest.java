package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingDecision;
import dev.sluice.state.Spoil;
import dev.sluice.state.StatePart;
import dev.sluice.topology.store.StoreNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever stands in the stores, the services go on. With one service in memory, each report reads them. */
final class SpoiledStoresTest {
    private final SplittableRandom random = new SplittableRandom(59);

    @ParameterizedTest
    @EnumSource(StatePart.class)
    void a_part_that_cannot_be_read_stops_nobody_and_is_counted(StatePart part) {
        try (Pipeline pipeline = twoServices()) {
            for (int round = 0; round < 20; round++) {
                KeyValueStore<String, byte[]> store = pipeline.store(StoreNames.of(part));
                byte[] before = store.get("checkout");
                store.put("checkout", Spoil.bytes(before == null ? new byte[40] : before, random));
                pipeline.after(Duration.ofSeconds(10)).report("checkout", 300).report("search", 200);
            }
            List<ScalingDecision> decisions = pipeline.decisions();
            assertThat(of("search", decisions)).hasSize(20).noneMatch(d -> d.getReason() == Reason.NO_POLICY);
            // who loses its open windows each time has none to close
            assertThat(of("checkout", decisions)).hasSizeGreaterThanOrEqualTo(part == StatePart.OPEN_WINDOWS ? 0 : 20);
            assertThat(pipeline.total("unreadable-state-total")).isGreaterThanOrEqualTo(20);
            assertThat(pipeline.deadLetters()).isEmpty();
        }
    }

    @Test
    void a_service_whose_policy_cannot_be_read_has_none_until_it_is_applied_again() {
        try (Pipeline pipeline = twoServices()) {
            KeyValueStore<String, byte[]> policies = pipeline.store(StoreNames.POLICIES);
            policies.put("checkout", Spoil.bytes(policies.get("checkout"), random));
            pipeline.reports("checkout", 300, Duration.ofMinutes(1)).report("search", 200);
            pipeline.decisions();
            pipeline.reports("checkout", 300, Duration.ofMinutes(1));
            assertThat(reasons(of("checkout", pipeline.decisions()))).containsOnly(Reason.NO_POLICY);

            pipeline.policy("checkout", 1, 100, 10).reports("checkout", 300, Duration.ofMinutes(1));

            assertThat(reasons(of("checkout", pipeline.decisions())))
                    .isNotEmpty()
                    .doesNotContain(Reason.NO_POLICY);
        }
    }

    @Test
    void a_generation_survives_a_ledger_that_cannot_be_read() {
        try (Pipeline pipeline = twoServices()) {
            long newest = pipeline.commands().stream()
                    .filter(command -> command.getService().equals("checkout"))
                    .mapToLong(command -> command.getGeneration())
                    .max()
                    .orElseThrow();
            pipeline.store(StoreNames.of(StatePart.LEDGER)).put("checkout", new byte[] {1, 2, 3});
            pipeline.reports("checkout", 3000, Duration.ofMinutes(2));
            assertThat(pipeline.commands()).isNotEmpty().allMatch(command -> command.getGeneration() > newest);
        }
    }

    @Test
    void what_a_report_changed_is_in_the_store_with_its_commit() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL)) {
            pipeline.report("checkout", 300);
            byte[] first = pipeline.store(StoreNames.of(StatePart.OPEN_WINDOWS)).get("checkout");
            assertThat(first).isNotEmpty();
            pipeline.after(Duration.ofSeconds(2)).report("checkout", 400);
            assertThat(pipeline.store(StoreNames.of(StatePart.OPEN_WINDOWS)).get("checkout"))
                    .isNotEqualTo(first);
        }
    }

    private static Pipeline twoServices() {
        Pipeline pipeline = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 1);
        pipeline.policy("checkout", 1, 100, 10).policy("search", 1, 100, 10);
        for (int i = 0; i < 12; i++) {
            pipeline.after(Duration.ofSeconds(10)).report("checkout", 300).report("search", 200);
        }
        pipeline.decisions();
        pipeline.deadLetters();
        return pipeline;
    }

    private static List<ScalingDecision> of(String service, List<ScalingDecision> decisions) {
        return decisions.stream().filter(d -> d.getService().equals(service)).toList();
    }

    private static List<Reason> reasons(List<ScalingDecision> decisions) {
        return new ArrayList<>(
                decisions.stream().map(ScalingDecision::getReason).toList());
    }
}
