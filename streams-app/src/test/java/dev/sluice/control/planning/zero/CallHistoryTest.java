package dev.sluice.control.planning.zero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.policy.idle.LoadState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A call history is stored in two parts that are written at different times: together they are what was lived through. */
final class CallHistoryTest {
    private static final long FIRST = 29_000_000;

    /** What a store has of a history. */
    private static final class Stored {
        private Optional<byte[]> whole = Optional.empty();
        private byte[] recent = {};

        void commit(CallHistory history) {
            if (history.isDue()) {
                whole = Optional.of(ServiceHarness.bytes(history::write));
            }
            recent = ServiceHarness.bytes(history::writeRecent);
        }

        CallHistory restored() throws IOException {
            return CallHistory.read(ServiceHarness.in(recent), whole);
        }
    }

    private static void minute(CallHistory history, long minute, Random random) {
        boolean called = random.nextInt(7) == 0 || minute % 60 == 0;
        history.ended(minute, called, random.nextInt(4) > 0, random.nextBoolean());
        if (!called && random.nextInt(20) == 0) {
            history.late(minute, random.nextBoolean());
        }
    }

    private static void assertSame(CallHistory actual, CallHistory expected, long minute) {
        for (LoadState state : List.of(LoadState.GONE, LoadState.IDLE)) {
            assertThat(actual.watch().decide(state, minute, 2))
                    .as("%s at %d", state, minute - FIRST)
                    .isEqualTo(expected.watch().decide(state, minute, 2));
        }
        assertThat(actual.watch().history().active())
                .isEqualTo(expected.watch().history().active());
        assertThat(actual.watch().history().colds())
                .isEqualTo(expected.watch().history().colds());
        assertThat(actual.watch().history().last())
                .isEqualTo(expected.watch().history().last());
    }

    @ParameterizedTest
    @ValueSource(longs = {681, 682, 683})
    void restored_after_any_commit_it_decides_as_it_would_have(long seed) throws IOException {
        Random restarts = new Random(seed);
        Random live = new Random(seed + 1);
        Random again = new Random(seed + 1);
        CallHistory plain = CallHistory.empty();
        CallHistory stored = CallHistory.empty();
        Stored store = new Stored();
        for (long minute = FIRST; minute < FIRST + 3_000; minute++) {
            minute(plain, minute, live);
            minute(stored, minute, again);
            store.commit(stored);
            if (restarts.nextInt(50) == 0) {
                stored = store.restored();
            }
            if (restarts.nextInt(20) == 0) {
                assertSame(stored, plain, minute + 1);
            }
        }
        assertThat(plain.watch().history().active()).isGreaterThan(300);
    }

    /** The large part was written and the small one not: the process ended in between. */
    @Test
    void a_call_that_is_in_both_parts_counts_once() throws IOException {
        CallHistory history = CallHistory.empty();
        Random random = new Random(684);
        for (long minute = FIRST; minute < FIRST + 500; minute++) {
            minute(history, minute, random);
        }
        byte[] recent = ServiceHarness.bytes(history::writeRecent);
        byte[] whole = ServiceHarness.bytes(history::write);

        CallHistory restored = CallHistory.read(ServiceHarness.in(recent), Optional.of(whole));

        assertSame(restored, history, FIRST + 500);
    }

    @Test
    void the_large_part_is_due_at_the_start_and_after_every_32_active_minutes() {
        CallHistory history = CallHistory.empty();
        assertThat(history.isDue()).as("an old one is overwritten").isTrue();
        ServiceHarness.bytes(history::write);
        int writes = 0;
        for (long minute = FIRST; minute < FIRST + 320; minute++) {
            history.ended(minute, true, true, true);
            int size = ServiceHarness.bytes(history::writeRecent).length;
            assertThat(size)
                    .as("bytes of the part that is written every minute")
                    .isLessThan(150);
            if (history.isDue()) {
                writes++;
                ServiceHarness.bytes(history::write);
            }
        }
        assertThat(writes).isEqualTo(10);
        history.ended(FIRST + 320, false, true, true);
        assertThat(history.isDue()).as("a silent minute changes nothing of it").isFalse();
    }

    @Test
    void a_late_call_before_the_last_one_is_known_already() {
        CallHistory history = CallHistory.empty();
        history.late(FIRST + 10, true);
        history.late(FIRST + 10, true);
        history.late(FIRST + 3, false);

        assertThat(history.watch().history().active()).isEqualTo(1);
        assertThat(history.watch().history().last()).isEqualTo(FIRST + 10);
        assertThat(history.watch().history().colds()).isEqualTo(1);
    }
}
