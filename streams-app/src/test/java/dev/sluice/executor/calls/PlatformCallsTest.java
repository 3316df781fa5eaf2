package dev.sluice.executor.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of a platform that answers at any time or never, by a clock and in threads that the test plays. */
final class PlatformCallsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private long nanos = -5;
    private final PlatformCalls calls = new PlatformCalls(threads::add, 3, DEADLINE, () -> nanos);

    private void seconds(long many) {
        nanos += Duration.ofSeconds(many).toNanos();
        calls.advance();
    }

    /** The thread that got a call first makes it to its end. */
    private void runOne() {
        threads.remove().run();
        calls.advance();
    }

    private static String result(PlatformCall<String> call) {
        return call.result()
                .map(result -> result.value().orElse("") + result.failure())
                .orElse("open");
    }

    /** Whatever ends when: no key has two calls at once, places are bounded, and each call has one result. */
    @Test
    void any_course_of_calls_keeps_one_call_a_key_a_bounded_number_at_once_and_one_result_each() {
        Random random = new Random(531);
        Map<String, PlatformCall<String>> last = new HashMap<>();
        List<PlatformCall<String>> all = new ArrayList<>();
        Set<String> inside = new HashSet<>();
        int overdue = 0;
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    String key = "service-" + random.nextInt(6);
                    if (!calls.isBusy(key)) {
                        PlatformCall<String> before = last.get(key);
                        assertThat(before == null || before.result().isPresent())
                                .isTrue();
                        PlatformCall<String> call = calls.start(key, () -> {
                            assertThat(inside.add(key))
                                    .as("two calls of %s at once", key)
                                    .isTrue();
                            inside.remove(key);
                            return "done";
                        });
                        last.put(key, call);
                        all.add(call);
                    }
                }
                case 1 -> {
                    if (!threads.isEmpty()) {
                        runOne();
                    }
                }
                default -> seconds(random.nextInt(9));
            }
            assertThat(threads.size()).as("those at work and those given up").isLessThanOrEqualTo(3 + 6);
        }
        while (!threads.isEmpty()) {
            runOne();
        }
        for (PlatformCall<String> call : all) {
            assertThat(result(call)).isIn("done", "no answer within 30 s");
            overdue += result(call).equals("done") ? 0 : 1;
        }
        assertThat(calls.isIdle()).isTrue();
        assertThat(overdue).as("of %d", all.size()).isBetween(all.size() / 20, all.size() - all.size() / 20);
    }

    @Test
    void a_call_that_hangs_gives_its_place_away_and_keeps_its_key() {
        PlatformCall<String> hangs = calls.start("a", () -> "too late");
        calls.start("b", () -> "b");
        calls.start("c", () -> "c");
        PlatformCall<String> waits = calls.start("d", () -> "d");
        assertThat(threads).as("three at once").hasSize(3);

        seconds(29);
        assertThat(result(hangs)).isEqualTo("open");
        seconds(1);
        assertThat(result(hangs)).isEqualTo("no answer within 30 s");
        assertThat(calls.isBusy("a")).as("the platform may still work on it").isTrue();
        assertThat(threads).as("the fourth has a place").hasSize(4);
        assertThatIllegalStateException()
                .isThrownBy(() -> calls.start("a", () -> "twice"))
                .withMessage("a call for a is under way");
        assertThat(result(waits)).as("its time counts from its turn").isEqualTo("open");

        runOne();
        assertThat(result(hangs)).as("a late answer is no answer").isEqualTo("no answer within 30 s");
        assertThat(calls.isBusy("a")).isFalse();
    }

    @Test
    void calls_that_wait_have_their_turn_in_the_order_in_which_they_came() {
        List<String> made = new ArrayList<>();
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            calls.start(key, () -> {
                made.add(key);
                return key;
            });
        }
        while (!threads.isEmpty()) {
            runOne();
        }
        assertThat(made).containsExactly("a", "b", "c", "d", "e", "f");
    }

    @Test
    void keys_that_hang_hold_up_none_that_the_platform_answers_however_many_they_are() {
        for (int i = 0; i < 9; i++) {
            calls.start("hangs-" + i, () -> "late");
        }
        seconds(30);
        seconds(30);
        seconds(30);
        while (!threads.isEmpty()) {
            runOne();
        }
        for (int i = 0; i < 9; i++) {
            calls.start("hangs-" + i, () -> "late again");
        }
        assertThat(threads).as("one of three places is left free").hasSize(2);

        PlatformCall<String> first = calls.start("quick", () -> "made");
        PlatformCall<String> second = calls.start("other", () -> "made, too");
        assertThat(threads).as("the third place is for it").hasSize(3);
        threads.removeLast().run();
        calls.advance();
        assertThat(result(first)).isEqualTo("made");
        threads.removeLast().run();
        assertThat(result(second)).as("before seven that came earlier").isEqualTo("made, too");
    }

    @Test
    void a_key_that_was_slow_has_all_places_again_once_it_is_quick() {
        calls.start("a", () -> "slow");
        seconds(3);
        runOne();
        calls.start("a", () -> "quick");
        runOne();

        for (String key : List.of("a", "b", "c")) {
            calls.start(key, () -> key);
        }
        assertThat(threads).hasSize(3);
    }

    static Stream<Supplier<String>> failures() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("out of order");
                },
                () -> {
                    throw new NoClassDefFoundError("com/acme/Client");
                },
                () -> {
                    throw new AssertionError("never");
                },
                () -> {
                    throw new StackOverflowError();
                },
                () -> {
                    throw sneaky(new IOException("a checked one, from another language"));
                },
                () -> {
                    throw new RuntimeException() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("not even that");
                        }
                    };
                });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatever_a_platform_throws_is_a_failure_that_says_what_it_was(Supplier<String> work) {
        PlatformCall<String> call = calls.start("a", work);
        runOne();

        assertThat(call.result()).hasValueSatisfying(result -> {
            assertThat(result.value()).isEmpty();
            assertThat(result.failure()).isNotBlank();
        });
        assertThat(calls.isBusy("a")).isFalse();
    }

    @Test
    void an_error_of_the_machine_fails_the_call_and_still_ends_its_thread() {
        PlatformCall<String> call = calls.start("a", () -> {
            throw new OutOfMemoryError("Java heap space");
        });

        assertThatThrownBy(this::runOne).isInstanceOf(OutOfMemoryError.class);
        assertThat(result(call)).isEqualTo("java.lang.OutOfMemoryError: Java heap space");
        assertThat(calls.isBusy("a")).isFalse();
    }

    @Test
    void a_platform_that_answers_nothing_at_all_has_failed() {
        PlatformCall<String> call = calls.start("a", () -> nothing());
        runOne();

        assertThat(call.result()).isPresent();
        assertThat(result(call)).contains("NullPointerException");
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    @Test
    void a_call_is_interrupted_at_its_deadline_and_the_next_of_the_thread_is_not() {
        List<Boolean> interrupted = new ArrayList<>();
        PlatformCall<String> call = calls.start("a", () -> {
            seconds(30);
            interrupted.add(Thread.currentThread().isInterrupted());
            return "late";
        });
        runOne();
        interrupted.add(Thread.currentThread().isInterrupted());

        assertThat(interrupted).containsExactly(true, false);
        assertThat(result(call)).isEqualTo("no answer within 30 s");
    }

    @Test
    void where_hundreds_hang_a_waiting_call_fails_at_its_deadline_instead_of_costing_a_thread() {
        for (int i = 0; i < 256; i++) {
            calls.start("hangs-" + i, () -> "late");
        }
        while (threads.size() < 256) {
            seconds(30);
        }
        seconds(30);
        PlatformCall<String> next = calls.start("next", () -> "made");
        assertThat(threads).as("no thread for it").hasSize(256);

        seconds(29);
        assertThat(result(next)).isEqualTo("open");
        seconds(1);
        assertThat(result(next)).isEqualTo("not called: 256 calls of the platform hang");
        assertThat(calls.isBusy("next")).isFalse();

        runOne();
        PlatformCall<String> after = calls.start("after", () -> "made");
        assertThat(threads).as("one has let go").hasSize(256);
        assertThat(result(after)).isEqualTo("open");
    }

    @Test
    void an_executor_that_stops_wants_no_result_and_makes_no_call_that_waits() {
        List<PlatformCall<String>> all = new ArrayList<>();
        List<String> made = new ArrayList<>();
        for (String key : List.of("a", "b", "c", "d")) {
            all.add(calls.start(key, () -> {
                made.add(key);
                return key;
            }));
        }
        runOne();
        calls.interruptAll();
        while (!threads.isEmpty()) {
            runOne();
        }

        assertThat(all).extracting(PlatformCallsTest::result).startsWith("a").contains("the executor stops");
        assertThat(made).containsExactly("a");
        assertThat(calls.isIdle()).isTrue();
    }
}
