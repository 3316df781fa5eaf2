package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LogActuatorTest extends ActuatorContractTest {
    private final List<String> lines = new ArrayList<>();

    @Override
    Actuator create() {
        return new LogActuator(lines::add);
    }

    @Override
    int ordered(Target target) {
        int replicas = 0;
        Pattern pattern = Pattern.compile(" " + target + ": run (\\d+) replicas");
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            replicas = matcher.find() ? Integer.parseInt(matcher.group(1)) : replicas;
        }
        return replicas;
    }

    @Test
    void one_line_an_order() {
        order(3, 12, NOON);

        assertThat(lines).containsExactly("2026-03-01T12:00:00Z checkout: run 3 replicas, generation 12");
    }
}
