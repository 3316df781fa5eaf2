package dev.sluice.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.docker.EngineDouble.Box;
import dev.sluice.executor.docker.EngineDouble.Failure;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DockerActuatorTest extends ActuatorContractTest {
    private final EngineDouble engine = new EngineDouble();

    @Override
    protected Actuator create() {
        return actuator(Map.of());
    }

    private Actuator actuator(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "executor.actuator", "docker",
                "executor.docker.host", engine.host(),
                "executor.docker.image", "shop/{service}:1"));
        settings.putAll(more);
        return Actuators.from(settings);
    }

    @Override
    protected int ordered(Target target) {
        return live(target).size();
    }

    private List<Box> live(Target target) {
        return engine.boxes().stream()
                .filter(box -> box.label("sluice.dev/replica").equals("true"))
                .filter(box -> box.label("sluice.dev/service").equals(target.service()))
                .filter(box -> box.label("sluice.dev/pool").equals(target.pool()))
                .filter(box -> List.of("running", "restarting").contains(box.state) && !box.name.contains("draining"))
                .toList();
    }

    @Override
    protected Optional<Resources> size(Target target) {
        List<Resources> sizes = live(target).stream()
                .map(box -> box.config.path("HostConfig"))
                .map(host -> new Resources(
                        host.path("NanoCpus").asLong() / 1e9,
                        host.path("Memory").asLong(),
                        0,
                        0,
                        0))
                .distinct()
                .toList();
        assertThat(sizes).as("all replicas of %s", target).hasSizeLessThan(2);
        return sizes.stream().findFirst();
    }

    @Override
    protected Resources large() {
        return new Resources(2, 4L << 30, 0, 0, 0);
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private List<String> names() {
        return live(CHECKOUT).stream().map(box -> box.name).toList();
    }

    @Test
    void replicas_are_copies_of_the_template_that_others_find_by_the_same_name() {
        Box template = engine.add("shop-checkout-1", """
                {'Image': 'shop/checkout:7', 'Hostname': '000000000000', 'Env': ['PORT=8080'],
                 'Cmd': ['serve'], 'Healthcheck': {'Test': ['CMD', 'true']},
                 'Labels': {'sluice.dev/template': 'true', 'sluice.dev/service': 'checkout', 'team': 'shop',
                            'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'checkout'},
                 'HostConfig': {'PortBindings': {'8080/tcp': [{'HostIp': '', 'HostPort': '8080'}]},
                                'RestartPolicy': {'Name': 'always'}},
                 'NetworkSettings': {'Networks': {'shop_default': {'IPAddress': '172.18.0.9',
                     'Aliases': ['shop-checkout-1', 'checkout', '000000000000']}}}}
                """);
        order(2, 1, NOON);

        JsonNode copy = live(CHECKOUT).get(1).config;
        assertThat(names()).containsExactly("checkout-1", "checkout-2");
        assertThat(copy.path("Image").asText()).isEqualTo("shop/checkout:7");
        assertThat(copy.path("Cmd").path(0).asText()).isEqualTo("serve");
        assertThat(copy.has("Hostname")).isFalse();
        assertThat(copy.path("Env"))
                .hasToString("[\"PORT=8080\",\"SLUICE_SERVICE=checkout\",\"SLUICE_POOL=\","
                        + "\"SLUICE_INSTANCE=checkout-2\"]");
        assertThat(copy.path("Labels"))
                .hasToString("{\"sluice.dev/service\":\"checkout\",\"team\":\"shop\","
                        + "\"sluice.dev/pool\":\"\",\"sluice.dev/replica\":\"true\"}");
        assertThat(copy.path("HostConfig"))
                .hasToString("{\"PortBindings\":{\"8080/tcp\":[{\"HostIp\":\"\","
                        + "\"HostPort\":\"\"}]},\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}");
        assertThat(copy.path("NetworkingConfig"))
                .hasToString("{\"EndpointsConfig\":{\"shop_default\":{\"Aliases\":[\"checkout\"]}}}");
        order(0, 2, NOON);
        assertThat(engine.boxes()).as("the template is no replica").contains(template);
    }

    /** With `drift: respect`, a container that has ended is somebody's wish. One that crashed is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'RestartPolicy': {'Name': 'no'}, 'AutoRemove': true}",
                "{'RestartPolicy': {'Name': 'on-failure', 'MaximumRetryCount': 3}}"
            })
    void the_engine_restarts_a_copy_unless_somebody_stopped_it(String hostConfig) {
        engine.add(
                "any",
                "{'Image': 'any', 'Labels': {'sluice.dev/template': 'true'}, 'HostConfig': %s}".formatted(hostConfig));
        order(1, 1, NOON);

        assertThat(live(CHECKOUT).get(0).config.path("HostConfig"))
                .hasToString("{\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}");
    }

    @Test
    void containers_that_somebody_removed_are_missed() {
        order(3, 1, NOON);
        List<Order> order = List.of(new Order(CHECKOUT, 3, 1));
        try (Actuator same = actuator(Map.of())) {
            assertThat(same.observe(order))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.running()).isEqualTo(3));
            engine.remove(live(CHECKOUT).get(0));
            assertThat(same.observe(order)).singleElement().satisfies(seen -> {
                assertThat(seen.running()).isEqualTo(2);
                assertThat(seen.why()).isEqualTo("the engine has 2 containers, 3 were ordered");
            });
        }
    }

    @Test
    void the_closest_template_wins() {
        engine.add("any", "{'Image': 'any', 'Labels': {'sluice.dev/template': 'true'}}");
        engine.add(
                "chat", "{'Image': 'chat', 'Labels': {'sluice.dev/template': 'true', 'sluice.dev/service': 'chat'}}");
        engine.add(
                "chat-gpu",
                "{'Image': 'chat-gpu', 'Labels': {'sluice.dev/template': 'true', 'sluice.dev/service': 'chat',"
                        + " 'sluice.dev/pool': 'gpu'}}");

        Map.of(CHECKOUT, "any", new Target("chat", "cpu"), "chat", new Target("chat", "gpu"), "chat-gpu")
                .forEach((target, image) -> {
                    actuator().apply(new Order(target, 1, 1), NOON);
                    assertThat(live(target).get(0).config.path("Image").asText())
                            .isEqualTo(image);
                });
    }

    @Test
    void settings_describe_replicas_where_no_container_does() {
        Actuator described = actuator(Map.of(
                "executor.docker.network", "shop",
                "executor.docker.env", "A=1, B=x=y",
                "executor.docker.labels", "team=shop,tier=web",
                "executor.docker.port", "8080"));
        described.apply(new Order(CHECKOUT, 1, 1, Optional.of(SMALL)), NOON);

        assertThat(live(CHECKOUT).get(0).config)
                .hasToString("{\"Image\":\"shop/checkout:1\",\"Env\":[\"A=1\",\"B=x=y\",\"SLUICE_SERVICE=checkout\","
                        + "\"SLUICE_POOL=\",\"SLUICE_INSTANCE=checkout-1\"],\"Labels\":{\"team\":\"shop\",\"tier\":\"web\","
                        + "\"sluice.dev/service\":\"checkout\",\"sluice.dev/pool\":\"\",\"sluice.dev/replica\":\"true\"},"
                        + "\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"unless-stopped\"},\"NetworkMode\":\"shop\","
                        + "\"NanoCpus\":500000000,\"Memory\":1073741824,\"MemorySwap\":2147483648},"
                        + "\"ExposedPorts\":{\"8080/tcp\":{}},"
                        + "\"NetworkingConfig\":{\"EndpointsConfig\":{\"shop\":{\"Aliases\":[\"checkout\"]}}}}");
    }

    @Test
    void unhealthy_replicas_go_first_then_those_that_start_then_the_newest() {
        order(6, 1, NOON);
        List<Box> boxes = live(CHECKOUT);
        boxes.get(1).health = "unhealthy";
        boxes.get(3).health = "health: starting";
        boxes.get(0).health = "healthy";

        order(4, 2, NOON);
        assertThat(names()).containsExactly("checkout-1", "checkout-3", "checkout-5", "checkout-6");
        order(2, 3, NOON);
        assertThat(names()).containsExactly("checkout-1", "checkout-3");
    }

    @Test
    void a_replica_that_drains_counts_no_more_and_its_name_is_free() {
        CountDownLatch drained = new CountDownLatch(1);
        engine.stopsWaitFor(drained);
        order(3, 1, NOON);
        order(1, 2, NOON);

        assertThat(order(1, 2, NOON)).isEqualTo(Actuator.applied("1 of 1 ready", 1));
        assertThat(actuator().poll(List.of(new Waiting(new Order(CHECKOUT, 2, 3), NOON))))
                .isEmpty();
        order(2, 3, NOON);
        assertThat(names()).containsExactly("checkout-1", "checkout-2");
        assertThat(engine.boxes()).hasSize(4);
        drained.countDown();
        await(2);
        assertThat(engine.requests)
                .filteredOn(r -> r.contains("/stop"))
                .allMatch(r -> r.endsWith("/stop?t=30"))
                .hasSize(2);
    }

    /** Waits until the engine has this many containers. */
    private void await(int containers) {
        for (int i = 0; i < 6_000 && engine.boxes().size() != containers; i++) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        assertThat(engine.boxes()).hasSize(containers);
    }

    @Test
    void a_policy_s_drain_time_goes_before_the_setting() {
        order(1, 1, NOON);
        actuator()
                .apply(
                        new Order(
                                CHECKOUT, 0, 2, Optional.empty(), Optional.of(Duration.ofSeconds(7)), Optional.empty()),
                        NOON);
        await(0);

        assertThat(engine.requests)
                .filteredOn(r -> r.contains("/stop"))
                .singleElement()
                .satisfies(r -> assertThat(r).endsWith("/stop?t=7"));
    }

    @Test
    void after_a_restart_it_finds_its_containers_and_ends_what_was_draining() {
        order(3, 1, NOON);
        engine.fails((method, path) ->
                path.endsWith("/stop") ? Optional.of(new Failure(500, "the engine restarts")) : Optional.empty());
        order(2, 2, NOON);
        engine.fails((method, path) -> Optional.empty());

        try (Actuator next = create()) {
            await(2);
            assertThat(next.instances(CHECKOUT, NOON))
                    .extracting(Instance::name)
                    .containsExactly("checkout-1", "checkout-2");
            next.apply(new Order(CHECKOUT, 3, 3), NOON);
            assertThat(names()).containsExactly("checkout-1", "checkout-2", "checkout-3");
        }
    }

    @Test
    void what_ended_by_itself_is_replaced_and_said() {
        order(3, 1, NOON);
        List<Box> boxes = live(CHECKOUT);
        boxes.get(0).state = "exited";
        boxes.get(0).exitCode = 137;
        boxes.get(0).outOfMemory = true;
        boxes.get(2).state = "dead";
        boxes.get(2).exitCode = 1;

        Outcome.Applied applied = (Outcome.Applied) order(3, 2, NOON);
        assertThat(applied.message())
                .isEqualTo("3 of 3 ready; replaced: checkout-1 ended with code 137, out of memory,"
                        + " checkout-3 ended with code 1");
        assertThat(names()).containsExactlyInAnyOrder("checkout-1", "checkout-2", "checkout-3");
        assertThat(engine.boxes()).hasSize(3);
    }

    @Test
    void a_replica_is_ready_when_it_is_healthy() {
        order(2, 1, NOON);
        List<Box> boxes = live(CHECKOUT);
        Waiting waiting = new Waiting(new Order(CHECKOUT, 2, 1), NOON);

        boxes.get(0).health = "health: starting";
        assertThat(actuator().poll(List.of(waiting))).isEmpty();
        boxes.get(0).health = "healthy";
        assertThat(actuator().poll(List.of(waiting))).hasSize(1);
        boxes.get(1).health = "unhealthy";
        assertThat(actuator().poll(List.of(waiting))).isEmpty();
        assertThat(actuator().instances(CHECKOUT, NOON))
                .extracting(Instance::ready)
                .containsExactly(true, false);
        assertThat(actuator().instances(CHECKOUT, NOON).get(0).address().orElseThrow())
                .hasToString("172.18.0.1:8080");
    }

    @Test
    void names_that_others_have_are_passed_over() {
        engine.add("checkout-1", "{'Image': 'x'}");
        engine.add("checkout-3", "{'Image': 'x'}");
        order(3, 1, NOON);

        assertThat(names()).containsExactly("checkout-2", "checkout-4", "checkout-5");
    }

    @Test
    void any_name_of_a_service_gives_a_name_that_an_engine_takes() {
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            String service = random.ints(1 + random.nextInt(12), 1, 0x2000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            actuator().apply(new Order(new Target(service, service), 1, 1), NOON);
        }
        assertThat(engine.boxes())
                .hasSize(100)
                .allSatisfy(box -> assertThat(box.name).matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/containers/create | 404 | No such image: shop/checkout:1 | No such image: shop/checkout:1: pull or build it where the engine runs | false",
                "/containers/create | 400 | invalid reference format | invalid reference format | false",
                "/containers/create | 409 | name is in use | name is in use | true",
                "/containers/create | 500 | no space left on device | no space left on device | true",
                "/start | 500 | OCI runtime create failed: cannot allocate memory | OCI runtime create failed: cannot allocate memory | true",
                "/start | 404 | network shop not found | network shop not found | false",
                "/containers/json | 503 | shutting down | shutting down | true"
            })
    void errors_of_the_engine_are_said(String path, int status, String says, String message, boolean retryable) {
        engine.fails(
                (method, asked) -> asked.endsWith(path) ? Optional.of(new Failure(status, says)) : Optional.empty());

        assertThat(order(2, 1, NOON)).isEqualTo(new Outcome.Failed(message, retryable));
        assertThat(engine.boxes()).as("nothing is left of it").isEmpty();
    }

    @Test
    void what_was_started_before_an_error_stays_and_the_next_attempt_goes_on() {
        engine.fails(
                (method, path) -> path.endsWith("/create") && live(CHECKOUT).size() == 2
                        ? Optional.of(new Failure(500, "busy"))
                        : Optional.empty());
        assertThat(order(5, 1, NOON)).isEqualTo(new Outcome.Failed("busy", true));
        engine.fails((method, path) -> Optional.empty());

        assertThat(order(5, 1, NOON)).isEqualTo(Actuator.applied("5 of 5 ready", 5));
        assertThat(engine.boxes()).hasSize(5);
    }

    @Test
    void an_engine_that_is_away_may_come_back() {
        engine.close();

        Outcome.Failed failed = (Outcome.Failed) order(2, 1, NOON);
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.message()).startsWith("the Docker engine at " + engine.host() + " does not answer: ");
    }

    @Test
    void a_socket_that_does_not_exist_is_said() {
        try (Actuator nowhere = actuator(Map.of("executor.docker.host", "unix:///nowhere/docker.sock"))) {
            Outcome.Failed failed = (Outcome.Failed) nowhere.apply(new Order(CHECKOUT, 2, 1), NOON);
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.message())
                    .startsWith("the Docker engine at unix:///nowhere/docker.sock does not answer: ");
        }
    }

    @Test
    void without_a_template_it_says_what_is_needed() {
        try (Actuator bare = actuator(Map.of("executor.docker.image", ""))) {
            assertThat(bare.apply(new Order(CHECKOUT, 2, 1), NOON))
                    .isEqualTo(new Outcome.Failed(
                            "no container has the labels sluice.dev/template=true and sluice.dev/service=checkout, and"
                                    + " executor.docker.image is not set",
                            false));
        }
    }

    @Test
    void what_a_container_cannot_be_given_is_said() {
        assertThat(order(2, 1, LARGE, NOON)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.message()).contains("GPUs");
        });
    }

    @Test
    void whatever_happens_the_number_of_replicas_is_the_last_order_s() {
        Random random = new Random(17);
        int wanted = 0;
        for (int step = 1; step <= 60; step++) {
            engine.boxes().forEach(box -> disturb(box, random));
            double faults = step % 3 == 0 ? 0.3 : 0;
            engine.fails((method, path) ->
                    random.nextDouble() < faults ? Optional.of(new Failure(500, "busy")) : Optional.empty());
            wanted = random.nextInt(8);
            order(wanted, step, NOON);
            engine.fails((method, path) -> Optional.empty());
            assertThat(order(wanted, step, NOON)).isInstanceOf(Outcome.Applied.class);
            assertThat(ordered(CHECKOUT)).isEqualTo(wanted);
        }
        order(wanted, 61, NOON);
        await(wanted);
    }

    private static void disturb(Box box, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> box.state = "exited";
            case 1 -> box.health = "unhealthy";
            case 2 -> box.state = box.name.contains("draining") ? box.state : "restarting";
            default -> box.state = box.state.equals("restarting") ? "running" : box.state;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "executor.docker.host, http://x:1/, neither unix",
        "executor.docker.host, tcp://x, neither unix",
        "executor.docker.labels, team, 'team'",
        "executor.docker.port, 70000, 65535"
    })
    void wrong_settings_are_said(String key, String value, String why) {
        assertThatThrownBy(() -> actuator(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
