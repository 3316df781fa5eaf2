package dev.sluice.executor.actuators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class LogActuatorTest extends ActuatorContractTest {
    /** Orders of many targets may come at once. */
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    protected Actuator create() {
        return new LogActuator(lines::add);
    }

    @Override
    protected int ordered(Target target) {
        int replicas = 0;
        Pattern pattern = Pattern.compile(" " + target + ": run (\\d+) replicas");
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            replicas = matcher.find() ? Integer.parseInt(matcher.group(1)) : replicas;
        }
        return replicas;
    }

    @Override
    protected Optional<Resources> size(Target target) {
        Optional<Resources> size = Optional.empty();
        Pattern pattern = Pattern.compile(" " + target
                + ": run \\d+ replicas of cpu=([0-9.]+) memory=(\\d+)(?: gpu=([0-9.]+) gpuMemory=(\\d+))?,");
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                boolean gpu = matcher.group(3) != null;
                size = Optional.of(new Resources(
                        Double.parseDouble(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        gpu ? Double.parseDouble(matcher.group(3)) : 0,
                        gpu ? Long.parseLong(matcher.group(4)) : 0,
                        0));
            }
        }
        return size;
    }

    @Test
    void a_line_names_the_pool_and_what_each_replica_is_given() {
        actuator().apply(new Order(new Target("chat", "gpu"), 2, 13, Optional.of(LARGE)), NOON);

        assertThat(lines)
                .containsExactly("2026-03-01T12:00:00Z chat/gpu: run 2 replicas of cpu=2.0 memory=4294967296 gpu=1.0"
                        + " gpuMemory=17179869184, generation 13");
    }

    @Test
    void one_line_an_order() {
        order(3, 12, NOON);

        assertThat(lines).containsExactly("2026-03-01T12:00:00Z checkout: run 3 replicas, generation 12");
    }
}
