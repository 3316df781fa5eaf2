package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.contest.UnknownCapacity;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Sizes around the contest")
final class SizesTest {
    @Nested
    @DisplayName("of several signals")
    final class Several {
        @Test
        @DisplayName("the largest wins, and all together may shrink")
        void largest() {
            SignalSizes sizes =
                    SignalSizes.none().with("requests", OptionalInt.of(4)).with("units", OptionalInt.of(7));
            assertThat(sizes.combined(20)).isEqualTo(7);
            assertThat(sizes.combined(2)).isEqualTo(7);
        }

        @Test
        @DisplayName("while one has no data the others may raise and hold, never shrink")
        void blind() {
            SignalSizes sizes =
                    SignalSizes.none().with("requests", OptionalInt.of(4)).with("units", OptionalInt.empty());
            assertThat(sizes.blind()).isTrue();
            assertThat(sizes.combined(20)).isEqualTo(20);
            assertThat(sizes.combined(2)).isEqualTo(4);
        }

        @Test
        @DisplayName("without any data hold")
        void nothing() {
            assertThat(SignalSizes.none().combined(5)).isEqualTo(5);
        }
    }

    @Nested
    @DisplayName("in a running window")
    final class Running {
        @Test
        @DisplayName("stay while what runs and is ordered carries the whole window")
        void carried() {
            assertThat(new RunningWindow(100, 100, 5, 10).sizeAtOnce(1, 10)).isEmpty();
        }

        @Test
        @DisplayName("grow at once when more came than the whole window could be served")
        void over() {
            // 200 in 5 of 10 s: 20/s for sure, up to 40/s if it goes on
            OptionalInt size = new RunningWindow(200, 200, 5, 10).sizeAtOnce(1, 10);
            assertThat(size.orElseThrow()).isBetween(37, 40);
        }

        @Test
        @DisplayName("do not extrapolate a single early event")
        void single_event() {
            OptionalInt size = new RunningWindow(60, 1, .1, 10).sizeAtOnce(1, 5);
            assertThat(size).hasValue(6);
        }

        @Test
        @DisplayName("never exceed four times what is certain")
        void bounded() {
            OptionalInt size = new RunningWindow(600, 10_000, .1, 10).sizeAtOnce(1, 5);
            assertThat(size).hasValue(240);
        }
    }

    @Nested
    @DisplayName("before shrinking")
    final class Shrinking {
        @Test
        @DisplayName("are tested under the load that they would carry")
        void tested() {
            ScaleDownCheck hold = new ScaleDownCheck(.01);
            assertThat(hold.test(10, 10, 90, 95, 100)).isTrue();
            assertThat(hold.test(9, 10, 90, 95, 100)).isFalse();
            assertThat(hold.smallest(5, 20, 10, 90, 95, 100)).isEqualTo(10);
        }

        @Test
        @DisplayName("never become larger than they are")
        void not_larger() {
            assertThat(new ScaleDownCheck(0).smallest(3, 6, 10, 1_000)).isEqualTo(6);
            assertThat(new ScaleDownCheck(0).smallest(8, 6, 10, 1_000)).isEqualTo(8);
        }
    }

    @Nested
    @DisplayName("of a service of unknown capacity")
    final class Unknown {
        private final ContestTerms terms = ContestTerms.of(.01, 1, 12);

        @Test
        @DisplayName("hold while nothing complains")
        void hold() {
            assertThat(new UnknownCapacity(0, 1, false, 4).size(4, terms)).isEqualTo(4);
        }

        @Test
        @DisplayName("grow by a quarter, at least one, when errors, latency or the backlog do, up to the largest")
        void grow() {
            assertThat(new UnknownCapacity(.2, 1, false, 2).size(2, terms)).isEqualTo(3);
            assertThat(new UnknownCapacity(0, 3, false, 8).size(8, terms)).isEqualTo(10);
            assertThat(new UnknownCapacity(0, 1, true, 12).size(12, terms)).isEqualTo(12);
        }
    }
}
