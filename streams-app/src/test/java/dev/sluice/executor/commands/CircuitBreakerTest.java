package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Scope;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.calls.CircuitBreaker;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.schemas.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A platform that fails for everybody is left alone for a time. */
final class CircuitBreakerTest {
    private Instant now = NOON;
    private boolean broken = true;
    private int calls;
    private final CircuitBreaker circuit = new CircuitBreaker(3, this::nanos);
    private CommandPartition lane = lane(circuit);
    private final List<String> answers = new ArrayList<>();
    private final Set<String> faulty = new HashSet<>();
    private long offset;

    private CommandPartition lane(CircuitBreaker of) {
        return new CommandPartition(
                new GuardedActuator(
                        new Breakable(),
                        TimeSource.wall(() -> now),
                        new Backoff(9, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                        "here",
                        "",
                        Scope.ALL,
                        of,
                        this::nanos,
                        () -> 0),
                new PlatformCalls(Runnable::run, 4, Duration.ofSeconds(30), this::nanos));
    }

    private long nanos() {
        return Duration.between(NOON, now).toNanos();
    }

    /** A platform that can be out of order as a whole. */
    private final class Breakable implements Actuator {
        @Override
        public Outcome apply(Order order, Instant at) {
            calls++;
            return broken || faulty.contains(order.target().service())
                    ? new Outcome.Failed("no connection", true)
                    : new Outcome.Applied("", OptionalInt.empty());
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            return List.of();
        }

        @Override
        public boolean tellsReadiness() {
            return false;
        }
    }

    @Test
    void after_failures_in_a_row_orders_wait_and_one_probe_lets_them_go_on() {
        for (String service : List.of("a", "b", "c", "d", "e", "f")) {
            take(command(service, 2, 1, NOON));
        }
        assertThat(calls).as("the sixth is not tried").isEqualTo(5);
        assertThat(circuit.opened()).isEqualTo(1);

        seconds(4);
        assertThat(calls).isEqualTo(5);
        seconds(1);
        assertThat(calls).as("one probe for all").isEqualTo(6);
        seconds(9);
        assertThat(calls).as("twice as long").isEqualTo(6);

        broken = false;
        seconds(3);
        assertThat(answers)
                .containsExactlyInAnyOrder(
                        "a/1 APPLIED 2",
                        "b/1 APPLIED 2",
                        "c/1 APPLIED 2",
                        "d/1 APPLIED 2",
                        "e/1 APPLIED 2",
                        "f/1 APPLIED 2");
        assertThat(circuit.isOpen()).isFalse();
        assertThat(circuit.opened()).isEqualTo(1);
    }

    @Test
    void two_targets_that_always_fail_hold_up_no_other() {
        broken = false;
        faulty.addAll(List.of("a", "b"));
        take(command("a", 2, 1, NOON));
        take(command("b", 2, 1, NOON));
        for (int generation = 1; generation <= 60; generation++) {
            seconds(4);
            take(command("c", generation, generation, now));
            assertThat(answers).contains("c/" + generation + " APPLIED " + generation);
        }
    }

    @Test
    void twenty_targets_that_always_fail_hold_up_none_that_was_answered_before() {
        broken = false;
        for (int service = 0; service < 20; service++) {
            faulty.add("bad" + service);
        }
        take(command("good", 1, 1, NOON));
        for (int generation = 2; generation <= 60; generation++) {
            for (String service : faulty) {
                take(command(service, generation, generation, now));
            }
            seconds(4);
            take(command("good", generation, generation, now));
            assertThat(answers).contains("good/" + generation + " APPLIED " + generation);
        }
    }

    @Test
    void an_executor_that_starts_again_knows_which_targets_were_answered() {
        broken = false;
        List<ScalingAck> written = lane.take(List.of(new TakenCommand(offset++, command("good", 1, 1, NOON))));
        CircuitBreaker fresh = new CircuitBreaker(3, this::nanos);
        lane = lane(fresh);
        written.forEach(lane.recall()::ack);
        for (int service = 0; service < 20; service++) {
            faulty.add("bad" + service);
            take(command("bad" + service, 1, 1, NOON));
        }
        assertThat(fresh.isOpen()).isTrue();

        take(command("good", 2, 2, NOON));
        assertThat(answers).containsExactly("good/2 APPLIED 2");
    }

    @Test
    void a_platform_that_fails_after_it_answered_is_left_alone_all_the_same() {
        broken = false;
        for (int service = 0; service < 40; service++) {
            take(command("s" + service, 1, 1, NOON));
        }
        broken = true;
        calls = 0;
        for (int service = 0; service < 40; service++) {
            take(command("s" + service, 2, 2, NOON));
        }
        assertThat(calls).as("the sixth is not tried").isEqualTo(5);
        seconds(60);
        assertThat(calls).as("probes after 5, 10, 20 s").isLessThanOrEqualTo(12);
    }

    @Test
    void where_most_targets_fail_the_first_probe_is_of_one_that_has_not() {
        broken = false;
        for (String service : List.of("a", "b", "c", "d", "e")) {
            faulty.add(service);
            take(command(service, 2, 1, NOON));
        }
        seconds(1);
        take(command("z", 2, 1, NOON));
        assertThat(answers).isEmpty();
        seconds(5);
        assertThat(answers).containsExactly("z/1 APPLIED 2");
    }

    @Test
    void orders_that_wait_expire_and_are_superseded_as_ever() {
        take(command("a", 2, 1, NOON));
        take(command("b", 2, 1, NOON));
        seconds(2);
        take(command("b", 5, 2, now));
        assertThat(answers).containsExactly("b/1 SUPERSEDED 2");
        seconds(361);
        assertThat(answers).contains("a/1 EXPIRED 2", "b/2 EXPIRED 5");
        assertThat(calls).as("in six minutes").isLessThan(20);
    }

    @Test
    void a_single_target_that_fails_stops_nobody_else() {
        take(command("a", 2, 1, NOON));
        seconds(8);
        broken = false;
        take(command("b", 2, 1, now));
        assertThat(answers).contains("b/1 APPLIED 2");
        assertThat(circuit.opened()).isZero();
    }

    private void take(ScalingCommand command) {
        note(lane.take(List.of(new TakenCommand(offset++, command))));
    }

    private void seconds(int many) {
        for (int i = 0; i < many; i++) {
            now = now.plusSeconds(1);
            note(lane.retry());
        }
    }

    private void note(List<ScalingAck> acks) {
        acks.forEach(ack -> answers.add(Commands.line(ack)));
    }
}
