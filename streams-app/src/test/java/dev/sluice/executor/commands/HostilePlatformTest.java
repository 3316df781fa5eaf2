package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.schemas.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Platforms that hang, throw and lie: each holds up its own target and nothing else. */
final class HostilePlatformTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();
    private final Platform platform = new Platform();
    private final List<ScalingAck> acks = new ArrayList<>();
    private int retries;
    private PlatformCalls calls = calls(4);
    private CommandPartition lane = lane();
    private long offset;

    /** Takes every order, but those of a service that it does something to first. */
    private static final class Platform implements Actuator {
        private final Map<String, Runnable> behaviors = new ConcurrentHashMap<>();
        private final Map<String, Supplier<Outcome>> answers = new ConcurrentHashMap<>();
        private final List<String> carriedOut = new CopyOnWriteArrayList<>();
        private final Map<Target, Thread> inside = new ConcurrentHashMap<>();
        private final List<Target> twice = new CopyOnWriteArrayList<>();
        private volatile boolean tells;

        @Override
        public Outcome apply(Order order, Instant now) {
            if (inside.putIfAbsent(order.target(), Thread.currentThread()) != null) {
                twice.add(order.target());
            }
            try {
                behaviors.getOrDefault(order.target().service(), () -> {}).run();
                carriedOut.add(order.target() + "/" + order.generation());
                return answers.getOrDefault(
                                order.target().service(),
                                () -> new Outcome.Applied("", tells ? OptionalInt.of(0) : OptionalInt.empty()))
                        .get();
            } finally {
                inside.remove(order.target());
            }
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            List<Readiness> ready = new ArrayList<>();
            for (Waiting one : waiting) {
                behaviors
                        .getOrDefault("poll " + one.order().target().service(), () -> {})
                        .run();
                ready.add(new Readiness(one.order(), one.order().replicas(), one.now()));
            }
            return ready;
        }

        /** Somebody else runs one replica more of everything. */
        @Override
        public List<Observed> observe(List<Order> inForce) {
            List<Observed> seen = new ArrayList<>();
            for (Order order : inForce) {
                behaviors
                        .getOrDefault("observe " + order.target().service(), () -> {})
                        .run();
                seen.add(new Observed(order, order.replicas() + 1, OptionalInt.empty(), OptionalInt.empty(), ""));
            }
            return seen;
        }

        @Override
        public boolean tellsReadiness() {
            return true;
        }
    }

    /** An error that says nothing of itself, or fails even at that. */
    private static final class Wordless extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Supplier<String> text;

        Wordless(Supplier<String> text) {
            this.text = text;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // that is what is wrong with it
        public String toString() {
            return text.get();
        }
    }

    private PlatformCalls calls(int most) {
        return new PlatformCalls(PlatformCalls.threads(), most, DEADLINE, nanos::get);
    }

    private CommandPartition lane() {
        TimeSource time = TimeSource.wall(() -> NOON.plusNanos(nanos.get()));
        Backoff backoff = new Backoff(retries, Duration.ofSeconds(1), Duration.ofSeconds(4));
        return new CommandPartition(new GuardedActuator(platform, time, backoff, "here", nanos::get), calls);
    }

    @AfterEach
    void letGo() {
        calls.interruptAll();
    }

    @Test
    void a_call_that_hangs_holds_up_its_own_service_and_its_offset() {
        CountDownLatch released = hangs("checkout");
        take(command("checkout", 5, 1, NOON), command("search", 2, 1, NOON), command("billing", 3, 1, NOON));

        until(() -> acks.size() == 2);
        assertThat(lines()).containsExactlyInAnyOrder("search/1 APPLIED 2", "billing/1 APPLIED 3");
        assertThat(lane.offsets().toCommit()).as("checkout is open").hasValue(0);

        released.countDown();
        until(() -> acks.size() == 3);
        assertThat(lines()).contains("checkout/1 APPLIED 5");
        assertThat(lane.offsets().toCommit()).hasValue(3);
    }

    @Test
    void a_call_past_its_deadline_is_interrupted_and_honestly_failed() {
        hangs("checkout");
        take(command("checkout", 5, 1, NOON));
        pass(DEADLINE);

        until(() -> acks.size() == 1);
        assertThat(lines()).containsExactly("checkout/1 FAILED 5");
        assertThat(acks.get(0).getMessage()).isEqualTo("no answer within 30 s");
        until(() -> !calls.isBusy(Target.of("checkout")));
        assertThat(platform.carriedOut).isEmpty();
    }

    @Test
    void a_call_that_was_given_up_is_tried_again_after_its_wait() {
        retries = 1;
        lane = lane();
        hangs("checkout");
        take(command("checkout", 5, 1, NOON));
        pass(DEADLINE);
        until(() -> lane.isIdle());
        assertThat(acks).as("it is tried again").isEmpty();

        platform.behaviors.clear();
        until(() -> !calls.isBusy(Target.of("checkout")));
        pass(Duration.ofSeconds(1));
        until(() -> acks.size() == 1);
        assertThat(lines()).containsExactly("checkout/1 APPLIED 5");
    }

    @Test
    void a_call_that_no_interruption_ends_keeps_newer_orders_of_its_service_away() {
        CountDownLatch released = hangsForGood("checkout");
        take(command("checkout", 5, 1, NOON));
        until(() -> platform.inside.containsKey(Target.of("checkout")));
        pass(DEADLINE);
        until(() -> acks.size() == 1);

        take(command("checkout", 6, 2, NOON));
        until(() -> acks.size() == 2);
        assertThat(acks.get(1).getMessage()).contains("still hangs");

        released.countDown();
        until(() -> !calls.isBusy(Target.of("checkout")));
        take(command("checkout", 7, 3, NOON));
        until(() -> acks.size() == 3);
        assertThat(lines()).containsExactly("checkout/1 FAILED 5", "checkout/2 FAILED 6", "checkout/3 APPLIED 7");
        assertThat(platform.twice).isEmpty();
    }

    @Test
    void of_what_comes_while_an_order_is_at_the_platform_the_newest_follows_it() {
        CountDownLatch released = hangs("checkout");
        take(command("checkout", 5, 1, NOON));
        take(command("checkout", 6, 2, NOON));
        take(command("checkout", 7, 3, NOON));
        assertThat(lines()).containsExactly("checkout/2 SUPERSEDED 6");

        released.countDown();
        until(() -> acks.size() == 3);
        assertThat(lines()).containsExactly("checkout/2 SUPERSEDED 6", "checkout/1 APPLIED 5", "checkout/3 APPLIED 7");
        assertThat(platform.carriedOut).containsExactly("checkout/1", "checkout/3");
        assertThat(lane.offsets().toCommit()).hasValue(3);
    }

    @Test
    void more_hanging_services_than_threads_hold_up_the_others_until_their_deadlines() {
        for (int i = 0; i < 10; i++) {
            hangsForGood("stuck-" + i);
            take(command("stuck-" + i, 1, 1, NOON));
        }
        take(command("checkout", 5, 1, NOON));

        pass(DEADLINE);
        pass(DEADLINE);
        until(() -> lines().contains("checkout/1 APPLIED 5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exception",
                "checked exception",
                "missing class",
                "endless recursion",
                "assertion",
                "no message",
                "no text",
                "no text but another exception"
            })
    @SuppressWarnings("NullAway") // as code without such checks does
    void whatever_it_throws_is_a_failure_of_that_order(String what) {
        Map<String, Supplier<Throwable>> thrown = Map.of(
                "exception", () -> new IllegalStateException("connection reset"),
                "checked exception", () -> new IOException("connection reset"),
                "missing class", () -> new NoClassDefFoundError("com/example/Client"),
                "endless recursion", StackOverflowError::new,
                "assertion", () -> new AssertionError("never"),
                "no message", RuntimeException::new,
                "no text", () -> new Wordless(() -> null),
                "no text but another exception",
                        () -> new Wordless(() -> {
                            throw new IllegalStateException();
                        }));
        platform.behaviors.put(
                "checkout",
                () -> HostilePlatformTest.raise(
                        Objects.requireNonNull(thrown.get(what)).get()));
        take(command("checkout", 5, 1, NOON), command("search", 2, 1, NOON));

        until(() -> acks.size() == 2);
        assertThat(lines()).containsExactlyInAnyOrder("checkout/1 FAILED 5", "search/1 APPLIED 2");
        assertThat(lane.offsets().toCommit()).hasValue(2);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "fewer than none",
                "more than all",
                "a limit below none",
                "no wait",
                "no limit",
                "a wait for ever",
                "no generation"
            })
    @SuppressWarnings("NullAway") // as code without such checks does
    void an_answer_that_cannot_be_is_a_failure(String what) {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        Map<String, Supplier<Outcome>> answers = Map.of(
                "nothing", () -> null,
                "fewer than none", () -> Actuator.applied("", -1),
                "more than all", () -> Actuator.applied("", Integer.MAX_VALUE),
                "a limit below none", () -> new Outcome.Failed("full", false, Duration.ZERO, OptionalInt.of(-7)),
                "no wait", () -> new Outcome.Failed("busy", false, null),
                "no limit", () -> new Outcome.Failed("busy", false, Duration.ZERO, null),
                "a wait for ever", () -> new Outcome.Failed("busy", true, forEver),
                "no generation", () -> new Outcome.Superseded("newer", null));
        platform.answers.put("checkout", Objects.requireNonNull(answers.get(what)));
        retries = 1;
        lane = lane();
        take(command("checkout", 5, 1, NOON), command("search", 2, 1, NOON));

        until(() -> lines().contains("search/1 APPLIED 2"));
        until(() -> calls.isIdle());
        round();
        pass(Duration.ofSeconds(10));
        if (what.equals("a wait for ever")) {
            assertThat(lines()).hasSize(1);
        } else {
            until(() -> lines().contains("checkout/1 FAILED 5"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hangs", "throws", "cannot be"})
    void a_look_at_one_service_that_fails_hides_no_change_of_another(String what) {
        Map<String, Runnable> behaviors = Map.of(
                "hangs", HostilePlatformTest::sleepForLong,
                "throws", () -> HostilePlatformTest.raise(new IOException("connection reset")),
                "cannot be",
                        () -> new Actuator.Observed(
                                new Order(Target.of("checkout"), 5, 1),
                                -3,
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                ""));
        platform.behaviors.put("observe checkout", Objects.requireNonNull(behaviors.get(what)));
        take(command("checkout", 5, 1, NOON), command("search", 2, 1, NOON));
        until(() -> acks.size() == 2);

        until(() -> {
            pass(Duration.ofSeconds(5));
            acks.addAll(lane.drifted());
            return lines().contains("search/1 DRIFTED 2");
        });
        assertThat(lines()).doesNotContain("checkout/1 DRIFTED 5");
    }

    @Test
    void a_message_without_end_is_cut() {
        platform.behaviors.put("checkout", () -> {
            throw new IllegalStateException("x".repeat(3_000_000));
        });
        take(command("checkout", 5, 1, NOON));

        until(() -> acks.size() == 1);
        assertThat(acks.get(0).getMessage()).hasSizeLessThan(2_100);
    }

    @Test
    void a_question_for_readiness_that_hangs_hides_no_other_service() {
        platform.tells = true;
        platform.behaviors.put("poll checkout", HostilePlatformTest::sleepForLong);
        take(command("checkout", 5, 1, NOON), command("search", 2, 1, NOON));
        until(() -> acks.size() == 2);

        pass(Duration.ofSeconds(1));
        askReadiness();
        pass(DEADLINE);
        until(() -> {
            pass(Duration.ofSeconds(1));
            askReadiness();
            return lines().contains("search/1 READY 2 ready 2");
        });
        assertThat(lines()).doesNotContain("checkout/1 READY 5 ready 5");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void at_any_platform_every_command_is_answered_once_and_a_service_has_one_call_at_a_time(long seed) {
        Random random = new Random(seed);
        retries = random.nextInt(3);
        calls = calls(1 + random.nextInt(6));
        lane = lane();
        Map<String, Long> newest = new HashMap<>();
        int sent = 0;
        for (int round = 0; round < 60; round++) {
            String service = "service-" + random.nextInt(7);
            behaves(service, random);
            take(command(service, random.nextInt(9), newest.merge(service, 1L, Long::sum), now()));
            sent++;
            pass(Duration.ofMillis(random.nextInt(5_000)));
        }
        int all = sent;
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofSeconds(10));
        }
        until(() -> {
            pass(Duration.ofSeconds(5));
            return acks.stream()
                            .filter(ack -> ack.getStatus() != AckStatus.READY)
                            .count()
                    >= all;
        });

        assertThat(acks.stream()
                        .filter(ack -> ack.getStatus() != AckStatus.READY)
                        .map(ack -> Target.of(ack) + "/" + ack.getGeneration()))
                .hasSize(all)
                .doesNotHaveDuplicates();
        assertThat(platform.twice).isEmpty();
        assertThat(lane.offsets().toCommit()).hasValue(all);
    }

    private void behaves(String service, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> platform.behaviors.put(service, HostilePlatformTest::sleepForLong);
            case 1 -> platform.behaviors.put(service, () -> HostilePlatformTest.raise(new NoClassDefFoundError("x")));
            case 2 -> platform.behaviors.put(service, () -> HostilePlatformTest.raise(new IllegalStateException("no")));
            default -> platform.behaviors.remove(service);
        }
    }

    private static void sleepForLong() {
        try {
            TimeUnit.HOURS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Until released or interrupted. */
    private CountDownLatch hangs(String service) {
        CountDownLatch released = new CountDownLatch(1);
        platform.behaviors.put(service, () -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        });
        return released;
    }

    /** Until released, whatever interrupts it. */
    private CountDownLatch hangsForGood(String service) {
        CountDownLatch released = new CountDownLatch(1);
        platform.behaviors.put(service, () -> {
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // stubborn
                }
            }
        });
        return released;
    }

    private Instant now() {
        return NOON.plusNanos(nanos.get());
    }

    private void take(ScalingCommand... commands) {
        List<TakenCommand> taken = new ArrayList<>();
        for (ScalingCommand command : commands) {
            taken.add(new TakenCommand(offset++, command));
        }
        acks.addAll(lane.take(taken));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        round();
    }

    private void round() {
        calls.advance();
        acks.addAll(lane.finished());
        acks.addAll(lane.retry());
    }

    private void askReadiness() {
        acks.addAll(lane.ready());
    }

    private List<String> lines() {
        return acks.stream()
                .map(Commands::line)
                .map(line -> line.replace(" ready 0", ""))
                .toList();
    }

    /** Goes round until something is so; far longer than any machine needs. */
    private void until(BooleanSupplier so) {
        for (int i = 0; i < 20_000 && !so.getAsBoolean(); i++) {
            round();
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(so.getAsBoolean()).as("acknowledged: %s", lines()).isTrue();
    }
}
