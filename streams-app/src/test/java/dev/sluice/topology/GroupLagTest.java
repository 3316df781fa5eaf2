package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.DrainObjective;
import dev.sluice.events.LagDemand;
import dev.sluice.events.PartitionLag;
import dev.sluice.events.Reason;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.explain.Explanation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of a consumer group, as ingest writes them, and what is decided. One service at a time is kept in memory. */
final class GroupLagTest {
    private final Pipeline pipeline = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 1);

    @BeforeEach
    void workers_are_sized_by_their_lag() {
        pipeline.policy(ScalingPolicy.newBuilder()
                .setService("order-worker")
                .setMaxReplicas(40)
                .setSignal(Signal.BACKLOG)
                .setPerReplica(100.)
                .setLeadTimeMs(60_000L)
                .setObjective(new DrainObjective(300_000L))
                .setLag(new LagDemand("workers", List.of("orders"), false, null))
                .build());
        pipeline.policy("cart", 1, 10, 10);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static ConsumerGroupLag lag(int stuck, long stuckLag, PartitionLag... largest) {
        return new ConsumerGroupLag("workers", 6, 0, 0, true, stuck, stuckLag, List.of(largest));
    }

    private void measured(int reports, long arrived, long waiting, ConsumerGroupLag lag) {
        for (int i = 0; i < reports; i++) {
            pipeline.after(Duration.ofSeconds(5));
            pipeline.report(RequestRateEvent.newBuilder(Pipeline.event(
                            "order-worker", "workers", pipeline.now().minusSeconds(5), pipeline.now(), arrived))
                    .setCompleted(arrived)
                    .setQueueDepth(waiting)
                    .setLag(lag)
                    .build());
            pipeline.report("cart", 50);
        }
        pipeline.after(Duration.ofSeconds(10));
    }

    private List<ScalingDecision> decided() {
        return pipeline.decisions().stream()
                .filter(decision -> decision.getService().equals("order-worker"))
                .toList();
    }

    private static ScalingDecision last(List<ScalingDecision> decisions) {
        return decisions.get(decisions.size() - 1);
    }

    private static String detail(ScalingDecision decision, Reason reason) {
        return decision.getStages().stream()
                .filter(stage -> stage.getReason() == reason)
                .map(DecisionStage::getDetail)
                .findFirst()
                .orElse("");
    }

    @Test
    void a_surge_is_answered_up_to_the_number_of_partitions_and_the_decision_tells_how_the_group_stands() {
        ConsumerGroupLag lag = lag(
                0,
                0,
                new PartitionLag("orders", 4, 40_000L, 300., false),
                new PartitionLag("orders", 0, 35_000L, 290., false));
        measured(24, 8_000, 200_000, lag);

        List<ScalingDecision> decisions = decided();
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(decision.getTarget()).isLessThanOrEqualTo(6));
        ScalingDecision last = last(decisions);
        assertThat(last.getTarget()).isEqualTo(6);
        assertThat(last.getSignal()).isEqualTo(Signal.BACKLOG);
        assertThat(last.getLag()).isEqualTo(lag);
        assertThat(last.getWaiting()).isEqualTo(200_000);
        assertThat(last.getTimeToDrainMs()).isNull();
        assertThat(detail(last, Reason.PARTITIONS)).startsWith("group workers reads 6 partitions");
        assertThat(pipeline.commands().stream().filter(c -> c.getService().equals("order-worker")))
                .isNotEmpty()
                .extracting(ScalingCommand::getReplicas)
                .allMatch(replicas -> replicas <= 6);
        assertThat(pipeline.letters()).isEmpty();
    }

    @Test
    void a_stuck_and_a_skewed_partition_are_told_in_the_words_of_explain() {
        ConsumerGroupLag lag = lag(
                1,
                60_000,
                new PartitionLag("orders", 1, 90_000L, 30., false),
                new PartitionLag("orders", 5, 60_000L, 20., true));
        measured(24, 500, 151_000, lag);

        ScalingDecision last = last(decided());
        assertThat(last.getTarget()).isLessThanOrEqualTo(3);
        assertThat(detail(last, Reason.STUCK_PARTITION)).startsWith("orders-5 is stuck: 60000 records wait there");
        assertThat(detail(last, Reason.SKEWED_PARTITION)).startsWith("orders-1 has 98.9 % of what waits");
        String text = Explanation.of(last, List.of()).text();
        assertThat(text)
                .contains("100 messages/s")
                .contains("workers, 6 partitions")
                .contains("orders-1: 90000 wait, 30 per second arrive")
                .contains("orders-5: 60000 wait, 20 per second arrive, stuck");
    }

    @Test
    void a_report_that_no_group_can_give_is_a_dead_letter_that_names_the_field() {
        measured(1, 10, 10, new ConsumerGroupLag("workers", 6, 7, 0, true, 0, 0L, List.of()));
        measured(1, 10, 10, lag(0, 0, new PartitionLag("orders", -1, 4L, 0., false)));
        measured(1, 10, 10, lag(0, 0, new PartitionLag("orders", 1, 4L, Double.NaN, false)));

        assertThat(pipeline.letters())
                .extracting(letter -> Pipeline.header(letter, "sluice.detail"))
                .containsExactly(
                        "lag.unknownPartitions is 7, more than 6",
                        "lag.largest.partition is -1",
                        "lag.largest.arrivals is NaN, not from 0 to 1,000,000,000,000,000,000");
    }
}
