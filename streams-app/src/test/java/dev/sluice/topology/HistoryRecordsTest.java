package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.HistoryCodec;
import dev.sluice.config.record.ProfileCodec;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.demand.Signal;
import dev.sluice.events.ExpectedReplica;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.MeasuredReplica;
import dev.sluice.events.MeasuredTime;
import dev.sluice.events.ScalingDecision;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.simulator.history.TaughtDemand;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import dev.sluice.state.StatePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What {@code sluice learn} sends, through the topology. */
final class HistoryRecordsTest {
    @Test
    void a_service_that_was_taught_is_not_cold_and_keeps_what_it_learned_when_it_leaves_memory() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT, Duration.ofSeconds(10), 1)) {
            pipeline.policy("checkout", 1, 100, 10).policy("search", 1, 100, 10);
            send(pipeline, "checkout", history());
            for (int i = 0; i < 12; i++) {
                Instant from = Pipeline.START.plusSeconds(10L * i);
                pipeline.report(Pipeline.event("checkout", "a", from, from.plusSeconds(10), 1000));
                pipeline.report(Pipeline.event("search", "a", from, from.plusSeconds(10), 1000));
            }
            List<ScalingDecision> decisions = pipeline.decisions();

            // a service that has seen little is sized for half of what it serves
            assertThat(of(decisions, "search"))
                    .extracting(ScalingDecision::getTarget)
                    .contains(20);
            assertThat(of(decisions, "checkout"))
                    .extracting(ScalingDecision::getTarget)
                    .allMatch(n -> n <= 13);
            assertThat(of(decisions, "checkout").get(0).getStages())
                    .anyMatch(stage -> stage.getDetail().startsWith("learned from 2880 windows of history"));
            assertThat(pipeline.stored("checkout")).contains(StatePart.MODEL).doesNotContain(StatePart.HISTORY);
        }
    }

    @Test
    void histories_that_cannot_be_used_go_to_the_dead_letters() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            pipeline.policy("checkout", 1, 100, 10);
            LearnedHistory damaged = LearnedHistory.newBuilder(history())
                    .setModel(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                    .build();
            LearnedHistory backwards = LearnedHistory.newBuilder(history())
                    .setTo(Pipeline.START.minus(Duration.ofDays(2)))
                    .build();
            send(pipeline, "checkout", damaged);
            send(pipeline, "checkout", backwards);
            send(pipeline, "search", history());

            assertThat(pipeline.deadLetters()).hasSize(3);
            assertThat(pipeline.stored("checkout")).doesNotContain(StatePart.HISTORY);
        }
    }

    @Test
    void what_a_history_shows_of_a_replica_sizes_a_service_at_once_and_what_cannot_be_is_a_dead_letter() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT, Duration.ofSeconds(10), 1)) {
            pipeline.policy(dev.sluice.events.ScalingPolicy.newBuilder()
                    .setService("checkout")
                    .setMaxReplicas(100)
                    .setLeadTimeMs(60_000L)
                    .build());
            send(pipeline, "checkout", showing(25));
            send(pipeline, "checkout", showing(-1));
            send(pipeline, "checkout", showing(1e300));
            for (int i = 0; i < 6; i++) {
                Instant from = Pipeline.START.plusSeconds(10L * i);
                pipeline.report(Pipeline.event("checkout", "a", from, from.plusSeconds(10), 1000));
            }

            assertThat(of(pipeline.decisions(), "checkout").get(0).getPerReplica())
                    .isEqualTo(25);
            assertThat(pipeline.deadLetters()).hasSize(2);
        }
    }

    private static LearnedHistory showing(double perReplica) {
        return LearnedHistory.newBuilder(history())
                .setReplica(ExpectedReplica.newBuilder()
                        .setPerReplica(perReplica)
                        .setFull(true)
                        .build())
                .build();
    }

    @Test
    void a_profile_alone_is_where_a_large_model_starts_and_one_that_cannot_be_is_a_dead_letter() {
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            pipeline.policy("chat", 1, 100, 10);
            ReplicaProfile profile =
                    new ReplicaProfile(List.of(new Point(1000, .2)), List.of(new Point(1, .03)), 2048, "a test");
            LearnedHistory told = ProfileCodec.toRecord("chat", profile, Optional.empty(), Pipeline.START);
            send(pipeline, "chat", told);
            pipeline.report(Pipeline.event("chat", "a", Pipeline.START, Pipeline.START.plusSeconds(10), 100));
            assertThat(pipeline.deadLetters()).isEmpty();
            assertThat(pipeline.stored("chat")).contains(StatePart.TOKENS).doesNotContain(StatePart.HISTORY);

            MeasuredReplica backwards = MeasuredReplica.newBuilder(told.getProfile())
                    .setPrompts(List.of(new MeasuredTime(1000.0, -1.0)))
                    .build();
            send(
                    pipeline,
                    "chat",
                    LearnedHistory.newBuilder(told).setProfile(backwards).build());
            send(
                    pipeline,
                    "chat",
                    LearnedHistory.newBuilder(told).setProfile(null).build());
            assertThat(pipeline.deadLetters()).hasSize(2);
        }
    }

    private static List<ScalingDecision> of(List<ScalingDecision> decisions, String service) {
        return decisions.stream()
                .filter(decision -> decision.getService().equals(service))
                .toList();
    }

    private static void send(Pipeline pipeline, String key, LearnedHistory history) {
        pipeline.raw(
                Topic.LEARNED_HISTORIES,
                key.getBytes(StandardCharsets.UTF_8),
                pipeline.wire(Topic.LEARNED_HISTORIES, history));
    }

    /** Eight hours of a hundred a second, and a little more or less. */
    private static LearnedHistory history() {
        KnownDemand demand = new KnownDemand(10_000);
        long start = Pipeline.START.minus(Duration.ofHours(8)).toEpochMilli();
        for (int i = 0; i < 2880; i++) {
            demand.add(start + 10_000L * i, start + 10_000L * (i + 1), 1000 + 40 * (i % 3 - 1));
        }
        ScalingPolicy policy = ScalingPolicy.of("checkout", 100)
                .withDemand(new ScalingPolicy.Demand(Signal.REQUESTS, OptionalDouble.of(10), Optional.empty()));
        TaughtDemand taught = TaughtDemand.of(
                demand.windows(Pipeline.START),
                policy,
                new TaughtDemand.Terms(Duration.ofSeconds(10), 10, Duration.ofMinutes(1)),
                "a test");
        return HistoryCodec.toRecord("checkout", taught.history(), Pipeline.START);
    }
}
