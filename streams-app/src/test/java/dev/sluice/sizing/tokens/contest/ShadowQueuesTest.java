package dev.sluice.sizing.tokens.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The fleet of a rule")
final class ShadowQueuesTest {
    private static final double WAIT = 1;
    private static final double SHARE = .95;

    private final ShadowQueues fleet = new ShadowQueues(1);
    private final double[] late = new double[1];

    @BeforeEach
    void ten_replicas() {
        fleet.start(10);
        fleet.order(0);
    }

    @Test
    @DisplayName("is late with a growing share while the queue grows")
    void example() {
        fleet.serve(14, 1, 5, WAIT, SHARE, late);
        // the mean wait of the window is 1 s: still allowed
        assertThat(late[0]).isLessThan(.01);
        assertThat(fleet.excess(0, WAIT)).isCloseTo(10, within(1e-9));
        fleet.serve(14, 1, 5, WAIT, SHARE, late);
        assertThat(late[0]).isCloseTo(1, within(1e-9));
        fleet.serve(0, 1, 5, WAIT, SHARE, late);
        fleet.serve(0, 1, 5, WAIT, SHARE, late);
        assertThat(late[0]).isLessThan(.01);
        assertThat(fleet.excess(0, WAIT)).isZero();
    }

    @Test
    @DisplayName("has what it ordered after the lead time, and loses at once what it gives back")
    void lead() {
        fleet.resize(0, 20);
        for (int window = 1; window <= 4; window++) {
            fleet.order(3);
            fleet.serve(15, 1, 5, WAIT, SHARE, late);
            // ten replicas are ready until the fourth window, and the queue grows
            assertThat(fleet.excess(0, WAIT)).as("window " + window).isGreaterThan(0);
        }
        fleet.empty();
        fleet.serve(15, 1, 5, WAIT, SHARE, late);
        assertThat(fleet.excess(0, WAIT)).isZero();
        fleet.resize(0, 5);
        fleet.order(3);
        fleet.serve(15, 1, 5, WAIT, SHARE, late);
        assertThat(fleet.excess(0, WAIT)).isCloseTo(50 - 5, within(1e-9));
    }

    @Test
    @DisplayName("has slow answers where prompts take more of its time than they may")
    void slow() {
        fleet.serve(5, 5, 5, WAIT, .5, late);
        assertThat(late[0]).isCloseTo(.01, within(1e-9));
        fleet.serve(8, 8, 5, WAIT, .5, late);
        assertThat(late[0]).isBetween(.05, .2);
    }
}
