package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("M/M/c")
final class ErlangCTest {
    private static final double SECOND = 1_000;

    @Test
    @DisplayName("with one slot is M/M/1: the time in the system is exponential with the spare rate")
    void one_slot() {
        ErlangC queue = new ErlangC(SECOND, 1);
        assertThat(queue.waitingChance(.8, 1)).isCloseTo(.8, within(1e-12));
        assertThat(queue.meanMillis(.8, 1)).isCloseTo(5 * SECOND, within(1e-6));
        assertThat(queue.latencyMillis(.95, .8, 1)).isCloseTo(SECOND * -Math.log(.05) / .2, within(1e-3));
    }

    @Test
    @DisplayName("with many slots and little to do takes the time of the work alone")
    void idle() {
        ErlangC queue = new ErlangC(SECOND, 8);
        assertThat(queue.latencyMillis(.5, .01, 10)).isCloseTo(SECOND * Math.log(2), within(1e-3));
    }

    // closed form of Erlang's C for two servers: rho^2 · 2 / (1 + rho), with rho the load of each
    @ParameterizedTest(name = "load {0}")
    @CsvSource({".1", ".5", ".9", ".99"})
    @DisplayName("with two slots waits as the closed form says")
    void two_slots(double load) {
        assertThat(new ErlangC(SECOND, 2).waitingChance(2 * load, 1))
                .isCloseTo(2 * load * load / (1 + load), within(1e-12));
    }

    @Test
    @DisplayName("never keeps up with more than it can serve")
    void overloaded() {
        ErlangC queue = new ErlangC(SECOND, 1);
        assertThat(queue.latencyMillis(.5, 3, 3)).isInfinite();
        assertThat(queue.waitingChance(4, 3)).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "needs the fewest replicas that keep the bound, and pools well: twice the demand needs less than twice")
    void fewest() {
        ErlangC queue = new ErlangC(100, 1);
        LatencyBound bound = new LatencyBound(.95, 400);
        int single = queue.replicas(bound, 50);
        assertThat(queue.latencyMillis(.95, 50, single)).isLessThanOrEqualTo(400);
        assertThat(queue.latencyMillis(.95, 50, single - 1)).isGreaterThan(400);
        assertThat(queue.replicas(bound, 100)).isLessThan(2 * single);
    }

    @Test
    @DisplayName("bears more per replica the more replicas share the line, but never all of what they could serve")
    void rate_within() {
        ErlangC queue = new ErlangC(100, 1);
        LatencyBound bound = new LatencyBound(.95, 400);
        double alone = queue.rateWithin(bound, 1);
        double together = queue.rateWithin(bound, 50) / 50;
        assertThat(queue.latencyMillis(.95, alone, 1)).isCloseTo(400, within(.01));
        assertThat(together).isGreaterThan(alone).isLessThan(10);
        assertThat(queue.rateWithin(new LatencyBound(.95, 50), 5)).isZero();
    }
}
