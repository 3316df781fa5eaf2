package dev.sluice.topology.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.Step;
import org.junit.jupiter.api.Test;

final class InputLogTest {
    private final InputLog log = new InputLog();
    private final Input first = input();
    private final Input second = input();

    private static Input input() {
        return Input.ofClock(loop -> Step.NOTHING);
    }

    private static ServiceKey checkout() {
        return ServiceKey.of("checkout");
    }

    @Test
    void a_service_finds_its_own_inputs_in_order() {
        log.add(checkout(), first);
        log.add(ServiceKey.of("search"), input());
        log.add(checkout(), second);

        assertThat(log.of(checkout(), 0)).containsExactly(first, second);
    }

    @Test
    void what_was_written_meanwhile_is_not_found_again() {
        log.add(checkout(), first);
        long written = log.end();
        log.add(checkout(), second);

        assertThat(log.of(checkout(), written)).containsExactly(second);
    }

    @Test
    void positions_go_on_when_the_log_is_cleared() {
        log.add(checkout(), first);
        log.clear();
        long written = log.end();
        log.add(checkout(), second);

        assertThat(written).isEqualTo(1);
        assertThat(log.of(checkout(), written)).containsExactly(second);
        assertThat(log.of(checkout(), 0)).containsExactly(second);
    }
}
