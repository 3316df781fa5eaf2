package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.actuators.SimulatedFleet;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.schemas.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

final class CommandPartitionTest {
    private final ScriptedPlatform platform = new ScriptedPlatform();
    private final Backoff threeRetries = new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(4));
    private Instant now = NOON;
    private long offset;
    private CommandPartition lane = lane(platform, TimeSource.wall(() -> now));

    private CommandPartition lane(Actuator actuator, TimeSource time) {
        LongSupplier nanos = () -> Duration.between(NOON, now).toNanos();
        return new CommandPartition(
                new GuardedActuator(actuator, time, threeRetries, "here", nanos),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), nanos));
    }

    @Test
    void a_command_is_carried_out_and_acknowledged() {
        List<ScalingAck> acks = take(command("checkout", 5, 1, NOON));

        assertThat(platform.carriedOut).containsExactly("checkout/1=5");
        assertThat(acks).singleElement().satisfies(ack -> {
            assertThat(Commands.line(ack)).isEqualTo("checkout/1 APPLIED 5");
            assertThat(ack.getExecutor()).isEqualTo("here");
            assertThat(ack.getIssuedAt()).isEqualTo(NOON);
            assertThat(ack.getAt()).isEqualTo(now);
        });
        assertThat(lane.offsets().toCommit()).hasValue(1);
    }

    @Test
    void of_several_that_come_at_once_only_the_newest_is_carried_out() {
        List<ScalingAck> acks = take(
                command("checkout", 5, 1, NOON),
                command("search", 2, 1, NOON),
                command("checkout", 9, 3, NOON),
                command("checkout", 7, 2, NOON));

        assertThat(platform.carriedOut).containsExactly("search/1=2", "checkout/3=9");
        assertThat(acks)
                .extracting(Commands::line)
                .containsExactly(
                        "checkout/1 SUPERSEDED 5",
                        "search/1 APPLIED 2",
                        "checkout/3 APPLIED 9",
                        "checkout/2 SUPERSEDED 7");
    }

    @Test
    void an_expired_command_does_not_take_the_place_of_an_older_one_that_is_still_valid() {
        ScalingCommand valid = command("checkout", 5, 1, NOON);
        ScalingCommand expired = command("checkout", 9, 2, NOON.minusSeconds(3600));

        assertThat(take(valid, expired))
                .as("at once")
                .extracting(Commands::line)
                .containsExactly("checkout/1 APPLIED 5", "checkout/2 EXPIRED 9");

        platform.failsNext("conflict", true);
        platform.failsNext("conflict", true);
        take(command("checkout", 6, 3, NOON));
        assertThat(take(command("checkout", 9, 4, NOON.minusSeconds(3600))))
                .as("while an older one is retried")
                .extracting(Commands::line)
                .containsExactly("checkout/4 EXPIRED 9");
        assertThat(retryAt(1)).isEmpty();
        assertThat(retryAt(4)).containsExactly("checkout/3 APPLIED 6");
    }

    @Test
    void after_a_restart_an_expired_command_does_not_stop_an_older_one_that_was_not_answered() {
        ScalingAck expired =
                take(command("checkout", 9, 2, NOON.minusSeconds(3600))).get(0);
        lane = lane(platform, TimeSource.wall(() -> now));
        lane.recall().ack(expired);

        assertThat(take(command("checkout", 5, 1, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/1 APPLIED 5");
    }

    @Test
    void in_recorded_time_each_is_carried_out_as_of_its_own_time() {
        lane = lane(platform, TimeSource.event());

        List<ScalingAck> acks = take(
                command("checkout", 5, 1, NOON),
                command("checkout", 7, 2, NOON.plusSeconds(60)),
                command("checkout", 6, 3, NOON.plusSeconds(3600)));

        assertThat(platform.carriedOut).containsExactly("checkout/1=5", "checkout/2=7", "checkout/3=6");
        assertThat(acks)
                .extracting(ScalingAck::getAt)
                .containsExactly(NOON, NOON.plusSeconds(60), NOON.plusSeconds(3600));
    }

    @Test
    void in_recorded_time_the_answers_are_the_same_at_any_speed() {
        ScalingCommand up = command("checkout", 5, 1, NOON);
        ScalingCommand more = command("checkout", 8, 2, NOON.plusSeconds(20));
        ScalingCommand down = command("checkout", 4, 3, NOON.plusSeconds(70));

        List<String> atOnce = replay(List.of(List.of(up, more, down)));
        List<String> oneByOne = replay(List.of(List.of(up), List.of(more), List.of(down)));

        assertThat(atOnce)
                .isEqualTo(oneByOne)
                .containsExactly(
                        "checkout/1 APPLIED 5 ready 0",
                        "checkout/2 APPLIED 8 ready 0",
                        "checkout/1 READY 5 ready 5",
                        "checkout/3 APPLIED 4 ready 4");
    }

    private List<String> replay(List<List<ScalingCommand>> polls) {
        lane = lane(new SimulatedFleet(target -> Duration.ofSeconds(60)), TimeSource.event());
        List<String> lines = new ArrayList<>();
        for (List<ScalingCommand> poll : polls) {
            take(poll.toArray(ScalingCommand[]::new)).forEach(ack -> lines.add(Commands.line(ack)));
            lane.ready().forEach(ack -> lines.add(Commands.line(ack)));
        }
        return lines;
    }

    @Test
    void in_recorded_time_each_service_has_its_own_time() {
        lane = lane(platform, TimeSource.event());

        take(command("checkout", 5, 1, NOON.plusSeconds(86_400)));

        assertThat(take(command("search", 2, 1, NOON)))
                .as("replayed after checkout's whole day")
                .extracting(Commands::line)
                .containsExactly("search/1 APPLIED 2");
    }

    @Test
    void a_command_that_is_late_is_not_carried_out() {
        now = NOON.plusSeconds(300);

        assertThat(take(command("checkout", 5, 1, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/1 EXPIRED 5");
        assertThat(platform.carriedOut).isEmpty();
    }

    @Test
    void a_command_delivered_again_is_refused() {
        take(command("checkout", 5, 1, NOON));

        assertThat(take(command("checkout", 5, 1, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/1 SUPERSEDED 5");
        assertThat(platform.carriedOut).hasSize(1);
    }

    @Test
    void a_refusal_for_good_is_answered_at_once() {
        platform.failsNext("no such deployment", false);

        assertThat(take(command("checkout", 5, 1, NOON))).singleElement().satisfies(ack -> {
            assertThat(Commands.line(ack)).isEqualTo("checkout/1 FAILED 5");
            assertThat(ack.getMessage()).isEqualTo("no such deployment");
        });
    }

    @Test
    void what_may_succeed_later_is_tried_again_after_growing_waits_while_others_go_on() {
        platform.failsNext("conflict", true);
        platform.failsNext("conflict", true);

        assertThat(take(command("checkout", 5, 1, NOON))).isEmpty();
        assertThat(take(command("search", 2, 1, NOON))).isEmpty();
        assertThat(platform.carriedOut).as("both were refused").isEmpty();

        assertThat(retryAt(0.9)).isEmpty();
        assertThat(take(command("billing", 1, 1, NOON)))
                .extracting(Commands::line)
                .containsExactly("billing/1 APPLIED 1");
        assertThat(retryAt(1.0)).containsExactly("checkout/1 APPLIED 5", "search/1 APPLIED 2");
    }

    @Test
    void offsets_stay_where_the_first_open_command_is() {
        platform.failsNext("conflict", true);
        take(command("checkout", 5, 1, NOON));
        take(command("search", 2, 1, NOON));

        assertThat(lane.offsets().toCommit()).as("checkout is open").hasValue(0);
        retryAt(1);
        assertThat(lane.offsets().toCommit()).hasValue(2);
        lane.offsets().committed(2);
        assertThat(lane.offsets().toCommit()).isEmpty();
    }

    @Test
    void tries_end() {
        for (int i = 0; i < 4; i++) {
            platform.failsNext("conflict " + i, true);
        }
        take(command("checkout", 5, 1, NOON));

        assertThat(retryAt(1)).isEmpty();
        assertThat(retryAt(2)).as("the second wait is two seconds").isEmpty();
        assertThat(retryAt(3)).isEmpty();
        assertThat(retryAt(7)).containsExactly("checkout/1 FAILED 5");
        assertThat(platform.carriedOut).isEmpty();
    }

    @Test
    void a_newer_command_ends_the_tries_of_an_older_one() {
        platform.failsNext("conflict", true);
        take(command("checkout", 5, 1, NOON));

        assertThat(take(command("checkout", 6, 2, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/1 SUPERSEDED 5", "checkout/2 APPLIED 6");
        assertThat(retryAt(60)).isEmpty();
        assertThat(platform.carriedOut).containsExactly("checkout/2=6");
    }

    @Test
    void tries_end_when_the_command_expires() {
        platform.failsNext("conflict", true);
        take(command("checkout", 5, 1, NOON));

        assertThat(retryAt(300)).containsExactly("checkout/1 EXPIRED 5");
        assertThat(platform.carriedOut).isEmpty();
    }

    @Test
    void a_platform_that_names_a_wait_is_left_alone_for_so_long() {
        platform.next(new Outcome.Failed("slow down", true, Duration.ofSeconds(30)));
        take(command("checkout", 5, 1, NOON));

        assertThat(retryAt(29)).isEmpty();
        assertThat(retryAt(30)).containsExactly("checkout/1 APPLIED 5");
    }

    @Test
    void a_wait_beyond_the_command_s_life_ends_as_expired() {
        platform.next(new Outcome.Failed("slow down", true, Duration.ofHours(1)));
        take(command("checkout", 5, 1, NOON));

        assertThat(retryAt(3600)).containsExactly("checkout/1 EXPIRED 5");
    }

    @Test
    void a_platform_that_knows_a_newer_order_supersedes_the_older_ones_to_come() {
        platform.next(new Outcome.Superseded("9 is in force", OptionalLong.of(9)));

        assertThat(take(command("checkout", 5, 1, NOON))).singleElement().satisfies(ack -> {
            assertThat(Commands.line(ack)).isEqualTo("checkout/1 SUPERSEDED 5");
            assertThat(ack.getKnownGeneration()).isEqualTo(9);
        });
        assertThat(take(command("checkout", 6, 8, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/8 SUPERSEDED 6");
        assertThat(take(command("checkout", 6, 10, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/10 APPLIED 6");
    }

    @Test
    void a_generation_that_cannot_be_blocks_nothing() {
        platform.next(new Outcome.Superseded("", OptionalLong.of(Long.MAX_VALUE)));
        platform.next(new Outcome.Superseded("", OptionalLong.of(-1)));

        for (int generation = 1; generation <= 2; generation++) {
            assertThat(take(command("checkout", 5, generation, NOON)))
                    .singleElement()
                    .extracting(ScalingAck::getKnownGeneration)
                    .isNull();
        }
        assertThat(take(command("checkout", 5, 3, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/3 APPLIED 5");
    }

    @Test
    void an_exception_of_the_platform_is_a_failure_like_any_other() {
        Actuator broken = new Actuator() {
            @Override
            public Outcome apply(Order order, Instant at) {
                throw new IllegalStateException("connection reset");
            }

            @Override
            public List<Readiness> poll(List<Waiting> waiting) {
                return List.of();
            }

            @Override
            public boolean tellsReadiness() {
                return false;
            }
        };
        lane = lane(broken, TimeSource.wall(() -> now));

        assertThat(take(command("checkout", 5, 1, NOON))).isEmpty();
        retryAt(1);
        retryAt(3);
        assertThat(retryAt(7)).containsExactly("checkout/1 FAILED 5");
    }

    @Test
    void an_acknowledgement_of_an_impossible_generation_silences_nobody() {
        ScalingAck impossible = ScalingAck.newBuilder(
                        take(command("checkout", 5, 1, NOON)).get(0))
                .setGeneration(Long.MAX_VALUE)
                .build();
        lane = lane(platform, TimeSource.wall(() -> now));
        lane.recall().ack(impossible);

        assertThat(take(command("checkout", 6, 2, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/2 APPLIED 6");
    }

    @Test
    void orders_that_swing_leave_nothing_behind_that_waits() {
        int[] asked = {0};
        Actuator stuck = new Actuator() {
            @Override
            public Outcome apply(Order order, Instant at) {
                return Actuator.applied("quota", 0);
            }

            @Override
            public List<Readiness> poll(List<Waiting> waiting) {
                asked[0] = waiting.size();
                return List.of();
            }

            @Override
            public boolean tellsReadiness() {
                return true;
            }
        };
        lane = lane(stuck, TimeSource.wall(() -> now));
        for (int generation = 1; generation <= 2_000; generation++) {
            take(command("checkout", generation % 2 == 0 ? 10 : 12, generation, now));
            take(command("search", generation, generation, now));
            now = now.plusSeconds(1);
            lane.ready();
        }
        assertThat(asked[0]).isBetween(2, 10);
    }

    @Test
    void a_slow_start_is_reported_when_the_replicas_are_useful() {
        lane = lane(new SimulatedFleet(target -> Duration.ofSeconds(60)), TimeSource.wall(() -> now));

        assertThat(take(command("checkout", 5, 1, NOON)))
                .extracting(Commands::line)
                .containsExactly("checkout/1 APPLIED 5 ready 0");
        assertThat(readyAt(59)).isEmpty();
        assertThat(readyAt(61)).containsExactly("checkout/1 READY 5 ready 5");
        assertThat(readyAt(62)).as("once").isEmpty();
    }

    @Test
    void an_order_that_was_cut_short_is_never_reported_ready() {
        lane = lane(new SimulatedFleet(target -> Duration.ofSeconds(60)), TimeSource.wall(() -> now));
        take(command("checkout", 5, 1, NOON));
        now = NOON.plusSeconds(10);
        take(command("checkout", 3, 2, now));

        assertThat(readyAt(999)).containsExactly("checkout/2 READY 3 ready 3");
    }

    @Test
    void after_a_restart_acknowledgements_are_its_memory() {
        SimulatedFleet before = new SimulatedFleet(target -> Duration.ofSeconds(60));
        lane = lane(before, TimeSource.wall(() -> now));
        List<ScalingAck> written =
                new ArrayList<>(take(command("checkout", 5, 1, NOON), command("search", 2, 4, NOON)));
        now = NOON.plusSeconds(30);
        written.addAll(take(command("search", 3, 5, now)));

        SimulatedFleet after = new SimulatedFleet(target -> Duration.ofSeconds(60));
        lane = lane(after, TimeSource.wall(() -> now));
        written.forEach(lane.recall()::ack);

        assertThat(take(command("search", 2, 4, NOON)))
                .extracting(Commands::line)
                .containsExactly("search/4 SUPERSEDED 2");
        assertThat(readyAt(60)).containsExactly("checkout/1 READY 5 ready 5", "search/4 READY 2 ready 2");
        assertThat(readyAt(90)).containsExactly("search/5 READY 3 ready 3");
    }

    private List<ScalingAck> take(ScalingCommand... commands) {
        List<TakenCommand> taken = new ArrayList<>();
        for (ScalingCommand command : commands) {
            taken.add(new TakenCommand(offset++, command));
        }
        return lane.take(taken);
    }

    private List<String> retryAt(double second) {
        now = NOON.plusMillis(Math.round(second * 1000));
        return lane.retry().stream().map(Commands::line).toList();
    }

    private List<String> readyAt(int second) {
        now = NOON.plusSeconds(second);
        return lane.ready().stream().map(Commands::line).toList();
    }
}
