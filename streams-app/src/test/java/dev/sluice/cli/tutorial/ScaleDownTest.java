package dev.sluice.cli.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real workers behind a real nginx lose no request when they are scaled down. */
final class ScaleDownTest {
    private static final String WEB = "web";
    private static final int ROUNDS = 5;
    private static final int MOST = 5;

    @TempDir
    private Path directory;

    private long generation;
    private int downs;

    @BeforeEach
    void look() {
        try {
            assertThat(Nginx.program()).exists();
        } catch (CommandFailedException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    @Test
    void no_request_fails_over_twenty_scale_downs_under_load() throws Exception {
        Path base = directory.toRealPath();
        Answers answers = new Answers();
        try (Nginx nginx = Nginx.start(base, List.of(WEB));
                Actuator actuator = Actuators.from(settings(base))) {
            order(actuator, 1);
            until("it is served", () -> nginx.serves(WEB));
            Thread load = new Thread(() -> load(nginx, answers));
            load.start();
            for (int round = 0; round < ROUNDS; round++) {
                order(actuator, MOST);
                until("all are ready", () -> ready(actuator) == MOST);
                for (int left = MOST - 1; left > 0; left--) {
                    order(actuator, left);
                    downs++;
                    TimeUnit.MILLISECONDS.sleep(200);
                }
                until("the others are gone", () -> Platform.workers(base.resolve("state"), WEB) == 1);
            }
            load.interrupt();
            load.join();
            order(actuator, 0);
            until("none is left", () -> Platform.workers(base.resolve("state"), WEB) == 0);
        }
        assertThat(downs).isEqualTo(20);
        assertThat(answers.count()).isGreaterThan(100);
        assertThat(answers.failures()).isZero();
    }

    private Map<String, Object> settings(Path base) {
        Map<String, String> settings = new HashMap<>(TutorialCommand.executing(base, base.resolve("state")));
        settings.put("executor.processes.command", TutorialCommand.worker(20, 50, 0));
        settings.put("executor.processes.health.interval.ms", "100");
        settings.put("executor.processes.drain.ms", "500");
        return new HashMap<>(settings);
    }

    /** Until it is interrupted; what is under way then is waited for. */
    private static void load(Nginx nginx, Answers answers) {
        Wave steady = new Wave(40, 60, Duration.ofSeconds(5));
        new LoadGenerator(steady, LoadGenerator.Watcher.NOBODY)
                .run(nginx.address(WEB), Duration.ofMinutes(10), 3, answers);
    }

    private void order(Actuator actuator, int replicas) {
        generation++;
        assertThat(actuator.apply(new Order(Target.of(WEB), replicas, generation), Instant.now()))
                .isInstanceOf(Outcome.Applied.class);
    }

    private static int ready(Actuator actuator) {
        return (int) actuator.instances(Target.of(WEB), Instant.now()).stream()
                .filter(Instance::ready)
                .count();
    }

    private static void until(String what, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never came: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
