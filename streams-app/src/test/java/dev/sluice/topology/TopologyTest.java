package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.Mode;
import dev.sluice.events.Reason;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Trigger;
import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TopologyTest {
    private Pipeline pipeline = new Pipeline(TimeSource.WALL);

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void a_steady_service_gets_a_command_and_then_is_left_alone() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(10));
        List<ScalingCommand> commands = pipeline.commands();
        assertThat(commands).isNotEmpty();
        assertThat(commands.get(commands.size() - 1).getReplicas()).isBetween(5, 10);
        pipeline.reports("checkout", 500, Duration.ofMinutes(5));
        assertThat(pipeline.commands()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_grant_does_not_wait_for_events_that_are_older_by_the_clock() {
        long granted = 2_000_000_000_000L;
        ConsumerRecord<Object, Object> grant = new ConsumerRecord<>(
                "resource-grants",
                0,
                0,
                granted,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        assertThat(SluiceTopology.extractor(Topic.RESOURCE_GRANTS).extract(grant, 0))
                .isZero();
        assertThat(SluiceTopology.extractor(Topic.REQUEST_RATE_EVENTS).extract(grant, 0))
                .isEqualTo(granted);
    }

    @Test
    void generations_rise_by_one_and_targets_are_absolute() {
        pipeline.policy("checkout", 1, 100, 10);
        for (int load = 100; load < 3000; load += 100) {
            pipeline.reports("checkout", load, Duration.ofSeconds(30));
        }
        List<ScalingCommand> commands = pipeline.commands();
        assertThat(commands).hasSizeGreaterThan(3);
        for (int i = 0; i < commands.size(); i++) {
            assertThat(commands.get(i).getGeneration()).isEqualTo(i + 1);
        }
        assertThat(commands.get(commands.size() - 1).getReplicas()).isGreaterThanOrEqualTo(29);
    }

    @Test
    void every_closed_window_is_a_decision_with_its_forecast_and_stages() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(5));
        List<ScalingDecision> decisions = pipeline.decisions();
        assertThat(decisions).hasSizeBetween(28, 31);
        ScalingDecision last = decisions.get(decisions.size() - 1);
        assertThat(last.getSeen()).isEqualTo(50.0);
        assertThat(last.getForecast()).isBetween(45.0, 55.0);
        assertThat(last.getStages()).isNotEmpty();
        assertThat(last.getRule()).isNotNull();
        assertThat(pipeline.forecasts()).hasSize(decisions.size());
    }

    @Test
    void a_backlog_that_is_read_slower_than_the_grace_closes_no_window_early() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(5));
        Instant left = pipeline.now();
        pipeline.decisions();
        pipeline.stopsReading();
        // ten minutes of nothing; then two reports of each window, with more than the grace between them
        pipeline.after(Duration.ofMinutes(10));
        for (int second = 5; second <= 100; second += 5) {
            Instant to = left.plusSeconds(second);
            pipeline.readLate(Pipeline.event("checkout", "a", to.minusSeconds(5), to, 250))
                    .after(Duration.ofSeconds(4))
                    .readLate(Pipeline.event("cart", "a", to.minusSeconds(5), to, 250))
                    .after(Duration.ofSeconds(4));
        }
        assertThat(pipeline.deadLetters()).isEmpty();
        assertThat(pipeline.decisions())
                .filteredOn(d -> d.getService().equals("checkout")
                        && d.getWindowTo() != null
                        && d.getWindowTo().isAfter(left))
                .hasSizeGreaterThanOrEqualTo(9)
                .allMatch(d -> d.getSeen() == 50.0);
    }

    @Test
    void the_last_window_of_a_backlog_closes_by_the_clock() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(5));
        Instant left = pipeline.now();
        pipeline.after(Duration.ofMinutes(10));
        pipeline.decisions();
        pipeline.readLate(Pipeline.event("checkout", "a", left, left.plusSeconds(10), 500));
        pipeline.after(Duration.ofSeconds(6));
        assertThat(pipeline.decisions()).anyMatch(d -> left.plusSeconds(10).equals(d.getWindowTo()));
    }

    @Test
    void a_running_window_over_capacity_is_acted_on_before_it_closes() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(5));
        pipeline.decisions();
        pipeline.after(Duration.ofSeconds(2));
        Instant now = pipeline.now();
        pipeline.report(Pipeline.event("checkout", "a", now.minusSeconds(2), now, 4000));
        List<ScalingDecision> decisions = pipeline.decisions();
        assertThat(decisions).extracting(ScalingDecision::getTrigger).contains(Trigger.RUNNING_WINDOW);
        assertThat(decisions.get(decisions.size() - 1).getTarget()).isGreaterThan(20);
    }

    @Test
    void a_service_at_zero_wakes_with_its_first_request() {
        pipeline.policy("thumbnails", 0, 10, 5).reports("thumbnails", 20, Duration.ofMinutes(1));
        pipeline.reports("thumbnails", 0, Duration.ofMinutes(90));
        List<ScalingCommand> asleep = pipeline.commands();
        assertThat(asleep.get(asleep.size() - 1).getReplicas()).isZero();
        pipeline.after(Duration.ofSeconds(3));
        Instant now = pipeline.now();
        pipeline.report(Pipeline.event("thumbnails", "gateway", now.minusSeconds(1), now, 1));
        List<ScalingCommand> awake = pipeline.commands();
        assertThat(awake).hasSize(1);
        assertThat(awake.get(0).getReplicas()).isGreaterThanOrEqualTo(1);
        assertThat(awake.get(0).getReason()).isEqualTo(Reason.WAKE_FROM_ZERO);
    }

    @Test
    void silence_holds_the_size_and_is_said_ever_more_seldom() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(5));
        pipeline.ready(last(pipeline.commands()), Duration.ofSeconds(30));
        pipeline.after(Duration.ofSeconds(20));
        pipeline.decisions();
        for (int i = 0; i < 60; i++) {
            pipeline.after(Duration.ofSeconds(10));
        }
        List<ScalingDecision> silent = pipeline.decisions();
        assertThat(silent).hasSizeBetween(3, 8);
        assertThat(silent).allMatch(d -> d.getReason() == Reason.NO_REPORT && d.getTarget() == d.getCurrent());
        assertThat(pipeline.commands()).isEmpty();
    }

    @Test
    void a_service_without_policy_is_held_and_said_to_be_unknown() {
        pipeline.reports("stranger", 500, Duration.ofMinutes(1));
        assertThat(pipeline.decisions())
                .isNotEmpty()
                .allMatch(d -> d.getReason() == Reason.NO_POLICY && d.getTarget() == d.getCurrent());
        assertThat(pipeline.commands()).isEmpty();
    }

    @Test
    void a_policy_takes_effect_without_a_restart_and_can_be_withdrawn() {
        pipeline.policy("checkout", 1, 6, 10).reports("checkout", 1000, Duration.ofMinutes(2));
        assertThat(last(pipeline.commands()).getReplicas()).isEqualTo(6);
        pipeline.policy("checkout", 1, 50, 10).reports("checkout", 1000, Duration.ofMinutes(2));
        assertThat(last(pipeline.commands()).getReplicas()).isBetween(10, 25);
        pipeline.noPolicy("checkout").reports("checkout", 5000, Duration.ofMinutes(2));
        assertThat(pipeline.commands()).isEmpty();
    }

    @Test
    void advice_decides_and_explains_and_commands_nothing() {
        pipeline.policy(ScalingPolicy.newBuilder()
                        .setService("checkout")
                        .setMaxReplicas(100)
                        .setPerReplica(10.0)
                        .setMode(Mode.ADVISE)
                        .build())
                .reports("checkout", 500, Duration.ofMinutes(2));
        assertThat(pipeline.commands()).isEmpty();
        ScalingDecision advice = last(pipeline.decisions());
        assertThat(advice.getTarget()).isGreaterThanOrEqualTo(5);
        assertThat(advice.getMode()).isEqualTo(Mode.ADVISE);
    }

    @Test
    void instances_are_merged_into_one_demand() {
        pipeline.policy("checkout", 1, 100, 10);
        for (int i = 0; i < 12; i++) {
            pipeline.after(Duration.ofSeconds(10));
            for (String instance : List.of("a", "b", "c")) {
                pipeline.report(
                        Pipeline.event("checkout", instance, pipeline.now().minusSeconds(10), pipeline.now(), 100));
            }
        }
        assertThat(last(pipeline.decisions()).getSeen()).isEqualTo(30.0);
    }

    @Test
    void a_failed_command_is_given_again() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(3));
        ScalingCommand command = last(pipeline.commands());
        pipeline.acknowledge(Pipeline.answer(command, AckStatus.FAILED, Duration.ofSeconds(1)));
        pipeline.reports("checkout", 500, Duration.ofSeconds(20));
        List<ScalingCommand> again = pipeline.commands();
        assertThat(again).hasSize(1);
        assertThat(again.get(0).getGeneration()).isEqualTo(command.getGeneration() + 1);
    }

    @Test
    void what_acknowledgements_tell_is_metered_hour_by_hour() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(3));
        ScalingCommand command = last(pipeline.commands());
        assertThat(pipeline.costs()).as("a command alone costs nothing").isEmpty();

        pipeline.ready(command, Duration.ofSeconds(30)).ready(command, Duration.ofSeconds(30));
        Instant ready = command.getIssuedAt().plusSeconds(30);
        pipeline.reports("checkout", 500, Duration.ofMinutes(5));
        assertThat(pipeline.costs()).singleElement().satisfies(update -> {
            assertThat(update.getService()).isEqualTo("checkout");
            assertThat(update.getClosed()).isFalse();
            assertThat(update.getPeak()).isEqualTo(command.getReplicas());
        });

        // nothing is reported any more, the clock alone ends the hours
        for (int minute = 0; minute < 125; minute++) {
            pipeline.after(Duration.ofMinutes(1));
        }
        ResourceCost closed = pipeline.costs().stream()
                .filter(ResourceCost::getClosed)
                .findFirst()
                .orElseThrow();
        double seconds = Duration.between(ready, Pipeline.START.plus(Duration.ofHours(1)))
                .toSeconds();
        assertThat(closed.getHour()).isEqualTo(Pipeline.START);
        assertThat(closed.getReplicaSeconds()).isEqualTo(seconds * command.getReplicas());
        assertThat(closed.getReadySeconds()).isEqualTo(closed.getReplicaSeconds());
    }

    @Test
    void a_declaration_that_cannot_be_used_leaves_the_one_before_in_force() {
        pipeline.pool("cpu", .2).policy("chat", "cpu", "");
        serve("chat", 6);
        assertThat(last(pipeline.decisions()).getPricePerHour()).isPositive();
        pipeline.raw(Topic.RESOURCE_POOLS, Pipeline.bytes("cpu"), new byte[] {0, 1, 2})
                .pool("cpu", Double.NaN);
        serve("chat", 6);
        assertThat(last(pipeline.decisions()).getPricePerHour()).isPositive();
        pipeline.pool("cpu", .4);
        serve("chat", 6);
        ScalingDecision newest = last(pipeline.decisions());
        assertThat(newest.getPricePerHour()).isEqualTo(.4 * newest.getTarget());
    }

    private void serve(String service, int reports) {
        for (int i = 0; i < reports; i++) {
            pipeline.after(Duration.ofSeconds(10)).report(service, 500);
        }
    }

    @Test
    void the_services_of_a_tenant_spend_no_more_than_its_budget_leaves() {
        // 711 hours of the month are left: 4 per hour, for two services that wish 10 each
        pipeline.pool("cpu", .2)
                .hardBudget("team-a", 4 * 711)
                .policy("chat", "cpu", "team-a")
                .policy("search", "cpu", "team-a");
        for (int minute = 0; minute < 70; minute++) {
            for (int part = 0; part < 6; part++) {
                pipeline.after(Duration.ofSeconds(10)).report("chat", 5000).report("search", 5000);
            }
            pipeline.commands().forEach(command -> pipeline.ready(command, Duration.ofSeconds(5)));
        }
        List<ScalingDecision> decisions = pipeline.decisions();
        double perHour = decisions.subList(decisions.size() - 2, decisions.size()).stream()
                .mapToDouble(ScalingDecision::getPricePerHour)
                .sum();
        assertThat(perHour).isBetween(3.4, 4.2);
        assertThat(last(decisions).getStages())
                .anyMatch(stage ->
                        stage.getReason() == Reason.BUDGET && stage.getDetail().startsWith("tenant team-a:"));
        assertThat(pipeline.claims()).extracting(ResourceClaim::getName).containsOnly("team-a");
        assertThat(pipeline.costs())
                .isNotEmpty()
                .allMatch(cost ->
                        cost.getTenant().equals("team-a") && cost.getPool().equals("cpu"))
                .allMatch(cost -> Math.abs(cost.getCost() - cost.getReplicaSeconds() / 3600 * .2) < 1e-9);
    }

    @Test
    void records_that_cannot_be_used_become_dead_letters_and_stop_nothing() {
        pipeline.policy("checkout", 1, 100, 10);
        Instant now = pipeline.now();
        byte[] key = Pipeline.bytes("checkout");
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, key, "no avro".getBytes(StandardCharsets.UTF_8));
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, key, new byte[] {0, 0, 0, 99, 99, 1});
        byte[] good =
                pipeline.wire(Topic.REQUEST_RATE_EVENTS, Pipeline.event("checkout", "a", now.minusSeconds(10), now, 1));
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, null, good);
        pipeline.raw(Topic.REQUEST_RATE_EVENTS, Pipeline.bytes("other"), good);
        pipeline.report(Pipeline.event("checkout", "a", now, now, 1));
        pipeline.report(Pipeline.event("checkout", "a", now.minusSeconds(10), now, -1));
        pipeline.report(Pipeline.event("checkout", "a", now, now.plus(Duration.ofDays(1)), 1));
        assertThat(pipeline.deadLetters())
                .containsExactly(
                        "UNREADABLE",
                        "UNKNOWN_SCHEMA",
                        "NULL_KEY",
                        "KEY_IS_NOT_SERVICE",
                        "IMPOSSIBLE_VALUE",
                        "IMPOSSIBLE_VALUE",
                        "IMPOSSIBLE_VALUE");
        pipeline.reports("checkout", 500, Duration.ofMinutes(1));
        assertThat(pipeline.commands()).isNotEmpty();
    }

    @Test
    void a_report_for_a_closed_window_is_a_dead_letter() {
        pipeline.policy("checkout", 1, 100, 10).reports("checkout", 500, Duration.ofMinutes(1));
        pipeline.report(Pipeline.event(
                "checkout", "b", pipeline.now().minusSeconds(50), pipeline.now().minusSeconds(40), 7));
        assertThat(pipeline.deadLetters()).containsExactly("LATE");
    }

    private static <T> T last(List<T> all) {
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }
}
