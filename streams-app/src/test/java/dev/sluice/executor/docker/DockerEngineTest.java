package dev.sluice.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.dockerjava.api.model.HealthCheck;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.policy.Resources;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** On a real engine, where one answers. */
final class DockerEngineTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    /** An image that other tests use too. */
    private static final String IMAGE = "apache/kafka:4.3.1";

    /** Runs until it is told to end. */
    private static final String SERVE = "trap 'exit 0' TERM; touch /tmp/began; while true; do sleep 0.2; done";

    private final Target target = new Target("sluice-test-" + UUID.randomUUID(), "cpu");
    private final DockerEngine engine = new DockerEngine(URI.create(host()), Duration.ofSeconds(60));

    @BeforeAll
    static void engineAnswers() {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker engine answers: not run")
                .isTrue();
    }

    private static String host() {
        return DockerClientFactory.instance()
                .getTransportConfig()
                .getDockerHost()
                .toString();
    }

    private Actuator actuator() {
        return Actuators.from(Map.of("executor.actuator", "docker", "executor.docker.host", host()));
    }

    @AfterEach
    void removeAll() {
        engine.containers(Labels.SERVICE + "=" + target.service())
                .forEach(container -> engine.remove(container.path("Id").asText()));
        engine.close();
    }

    @Test
    void containers_come_become_healthy_are_resized_drained_and_found_again() throws Exception {
        try (GenericContainer<?> template = template();
                Actuator actuator = actuator()) {
            template.start();
            Order two = order(2, 1, Optional.empty());
            assertThat(actuator.apply(two, NOON)).isInstanceOf(Outcome.Applied.class);
            assertThat(readiness(actuator, two)).extracting(Readiness::ready).isEqualTo(2);
            assertThat(actuator.instances(target, NOON))
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one.address()).isPresent());

            Resources size = new Resources(0.5, 256L << 20, 0, 0, 0);
            assertThat(actuator.apply(order(2, 2, Optional.of(size)), NOON))
                    .isEqualTo(Actuator.applied("2 of 2 ready", 2));
            assertThat(engine.inspect(actuator.instances(target, NOON).get(0).name())
                            .path("HostConfig")
                            .path("Memory")
                            .asLong())
                    .isEqualTo(256L << 20);
            List<Instance> before = actuator.instances(target, NOON);

            try (Actuator next = actuator()) {
                assertThat(next.instances(target, NOON)).isEqualTo(before);
                next.apply(order(1, 3, Optional.empty()), NOON);
                assertThat(next.instances(target, NOON)).isEqualTo(before.subList(0, 1));
                next.apply(order(0, 4, Optional.empty()), NOON);
                awaitNone();
            }
        }
    }

    @Test
    void a_container_that_crashed_is_nobody_s_wish_and_one_that_was_stopped_is() throws Exception {
        try (GenericContainer<?> template = template();
                Actuator actuator = actuator()) {
            template.start();
            Order two = order(2, 1, Optional.empty());
            actuator.apply(two, NOON);
            readiness(actuator, two);
            String id = actuator.instances(target, NOON).get(0).name();
            long process = engine.inspect(id).path("State").path("Pid").asLong();

            assertThat(ProcessHandle.of(process).orElseThrow().destroyForcibly())
                    .isTrue();
            until(() -> engine.inspect(id).path("RestartCount").asInt() == 1);
            readiness(actuator, two);
            assertThat(running(actuator, two)).isEqualTo(2);

            engine.stop(id, Duration.ofSeconds(5));
            assertThat(running(actuator, two)).isEqualTo(1);
        }
    }

    @Test
    void an_image_that_is_missing_is_said() {
        try (Actuator actuator = Actuators.from(Map.of(
                "executor.actuator",
                "docker",
                "executor.docker.host",
                host(),
                "executor.docker.image",
                "sluice-test/no-such-image:1"))) {
            assertThat(actuator.apply(order(1, 1, Optional.empty()), NOON))
                    .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                        assertThat(failed.message()).contains("sluice-test/no-such-image:1");
                        assertThat(failed.retryable()).isFalse();
                    });
        }
    }

    /** A container that is copied. */
    private GenericContainer<?> template() {
        return new GenericContainer<>(IMAGE)
                .waitingFor(Wait.forHealthcheck())
                .withLabel(Labels.TEMPLATE, "true")
                .withLabel(Labels.SERVICE, target.service())
                .withExposedPorts(8080)
                .withCreateContainerCmdModifier(command -> command.withEntrypoint("sh", "-c")
                        .withCmd(SERVE)
                        .withHealthcheck(new HealthCheck()
                                .withTest(List.of("CMD-SHELL", "test -e /tmp/began"))
                                .withInterval(Duration.ofMillis(500).toNanos())
                                .withTimeout(Duration.ofSeconds(5).toNanos())));
    }

    private Order order(int replicas, long generation, Optional<Resources> size) {
        return new Order(target, replicas, generation, size);
    }

    private static Readiness readiness(Actuator actuator, Order order) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            List<Readiness> ready = actuator.poll(List.of(new Waiting(order, NOON)));
            if (!ready.isEmpty()) {
                return ready.get(0);
            }
            Thread.sleep(100);
        }
        throw new AssertionError("never ready: " + order);
    }

    private static int running(Actuator actuator, Order order) {
        return actuator.observe(List.of(order)).get(0).running();
    }

    private void awaitNone() throws InterruptedException {
        until(() -> replicas().isEmpty());
    }

    private static void until(BooleanSupplier so) throws InterruptedException {
        for (int i = 0; i < 600 && !so.getAsBoolean(); i++) {
            Thread.sleep(100);
        }
        assertThat(so.getAsBoolean()).isTrue();
    }

    private List<String> replicas() {
        return engine.containers(Labels.REPLICA + "=true", Labels.SERVICE + "=" + target.service()).stream()
                .map(container -> container.path("Names").toString())
                .toList();
    }
}
