package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.history.OrdersInForce;
import dev.sluice.policy.Resources;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KedaActuatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Target CHECKOUT = Target.of("checkout");
    private static final Target GPU = new Target("chat", "gpu");

    private final AtomicReference<OptionalInt> seen = new AtomicReference<>(OptionalInt.empty());
    private final ActivityStreams[] streams = new ActivityStreams[1];
    private final OrdersInForce orders = new OrdersInForce(target -> streams[0].changed(target));
    private final ScalerServer server = start();
    private final Actuator actuator = new KedaActuator(orders, Optional.empty(), List.of(server), () -> 0);
    private final KedaOperator keda = new KedaOperator(server.port());

    private ScalerServer start() {
        streams[0] = new ActivityStreams(target -> orders.of(target).map(order -> order.replicas() > 0));
        try {
            return ScalerServer.start(
                    new InetSocketAddress("localhost", 0),
                    io.grpc.InsecureServerCredentials.create(),
                    new ScalerService(orders, streams[0], new Tolerance(unused -> seen.get())),
                    orders::isComplete);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        keda.close();
        actuator.close();
    }

    private Outcome order(Target target, int replicas, long generation) {
        return actuator.apply(new Order(target, replicas, generation), NOON);
    }

    @Test
    void keda_gets_the_newest_order_of_each_service_and_pool() {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 5, 1);
        order(GPU, 2, 1);
        order(new Target("chat", "cpu"), 0, 2);

        assertThat(keda.metric("checkout", "")).isEqualTo(5);
        assertThat(keda.metric("chat", "gpu")).isEqualTo(2);
        assertThat(keda.metric("chat", "cpu")).isZero();
        assertThat(keda.isActive("chat", "gpu")).isTrue();
        assertThat(keda.isActive("chat", "cpu")).isFalse();

        order(CHECKOUT, 21, 2);
        assertThat(keda.metric("checkout", "")).isEqualTo(21);
    }

    @Test
    void the_metric_is_one_for_each_replica() {
        byte[] spec = keda.call(
                "GetMetricSpec", ScalerProtocol.scaledObject("web", "shop", KedaOperator.trigger("checkout", "")));

        assertThat(ScalerProtocol.read("GetMetricSpecResponse", spec, "metricName"))
                .isEqualTo("sluice-desired-replicas");
        assertThat(ScalerProtocol.read("GetMetricSpecResponse", spec, "targetSize"))
                .isEqualTo(1L);
        assertThat(ScalerProtocol.read("GetMetricSpecResponse", spec, "targetSizeFloat"))
                .isEqualTo(1.0);
    }

    @Test
    void the_trigger_may_name_the_metric() {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 5, 1);
        Map<String, String> trigger = Map.of("service", "checkout", "metricName", "checkout-replicas");
        byte[] spec = keda.call("GetMetricSpec", ScalerProtocol.scaledObject("web", "shop", trigger));
        byte[] value =
                keda.call("GetMetrics", ScalerProtocol.metricsRequest("web", "shop", trigger, "checkout-replicas"));

        assertThat(ScalerProtocol.read("GetMetricSpecResponse", spec, "metricName"))
                .isEqualTo("checkout-replicas");
        assertThat(ScalerProtocol.read("GetMetricsResponse", value, "metricName"))
                .isEqualTo("checkout-replicas");
        assertThat(ScalerProtocol.read("GetMetricsResponse", value, "metricValue"))
                .isEqualTo(5L);
    }

    @Test
    void an_hpa_with_a_tolerance_is_told_what_it_does_not_ignore() {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 21, 1);
        assertThat(metric("0.1")).as("nobody sees what runs").isEqualTo(21);

        seen.set(OptionalInt.of(20));
        assertThat(metric("0.1")).isEqualTo(23);
        assertThat(metric("0")).isEqualTo(21);
        seen.set(OptionalInt.of(23));
        assertThat(metric("0.1")).as("it runs 23 now, and keeps them").isEqualTo(21);
        seen.set(OptionalInt.of(10));
        assertThat(metric(".1")).as("far enough").isEqualTo(21);
        refused(Status.Code.INVALID_ARGUMENT, "tolerance '10%'", () -> metric("10%"));
    }

    private long metric(String tolerance) {
        Map<String, String> trigger = Map.of("service", "checkout", "tolerance", tolerance);
        byte[] answer = keda.call("GetMetrics", ScalerProtocol.metricsRequest("web", "shop", trigger, "m"));
        return (long) ScalerProtocol.read("GetMetricsResponse", answer, "metricValue");
    }

    @Test
    void without_a_command_the_answer_is_an_error_and_no_number() {
        refused(Status.Code.UNAVAILABLE, "being read", () -> keda.metric("checkout", ""));
        orders.complete(Instant.EPOCH);
        refused(Status.Code.NOT_FOUND, "no command for checkout", () -> keda.metric("checkout", ""));
        refused(Status.Code.NOT_FOUND, "no command for chat/gpu", () -> keda.isActive("chat", "gpu"));
    }

    @Test
    void a_trigger_without_a_service_is_told_what_it_lacks() throws Exception {
        orders.complete(Instant.EPOCH);
        byte[] nameless = ScalerProtocol.scaledObject("web", "shop", Map.of("scalerAddress", "sluice-keda:50051"));
        for (String method : List.of("IsActive", "GetMetricSpec")) {
            refused(
                    Status.Code.INVALID_ARGUMENT,
                    "ScaledObject shop/web does not say whose replicas it scales: add service",
                    () -> keda.call(method, nameless));
        }
        assertThat(keda.stream(" ", "").end().getDescription()).contains("add service: NAME");
    }

    private static void refused(Status.Code code, String message, Runnable question) {
        assertThatThrownBy(question::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(message);
        });
    }

    @Test
    void a_stream_hears_at_once_when_replicas_begin_and_end_and_nothing_else() throws Exception {
        KedaOperator.Activity activity = keda.stream("checkout", "");
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 0, 1);
        assertThat(activity.next()).isFalse();

        order(CHECKOUT, 3, 2);
        assertThat(activity.next()).isTrue();
        order(CHECKOUT, 4, 3);
        order(GPU, 0, 1);
        order(CHECKOUT, 0, 4);
        assertThat(activity.next()).isFalse();
        assertThat(activity.isQuiet()).isTrue();
    }

    @Test
    void thousands_of_streams_each_hear_of_their_own() throws Exception {
        orders.complete(Instant.EPOCH);
        List<KedaOperator.Activity> activities = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            order(Target.of("service-" + i), i % 2, 1);
            activities.add(keda.stream("service-" + i, ""));
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(activities.get(i).next()).isEqualTo(i % 2 == 1);
        }
        for (int i = 0; i < 2_000; i++) {
            order(Target.of("service-" + i), (i + 1) % 2, 2);
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(activities.get(i).next()).isEqualTo(i % 2 == 0);
        }
        assertThat(streams[0].count()).isEqualTo(2_000);
        activities.forEach(KedaOperator.Activity::cancel);
        for (int i = 0; streams[0].count() > 0 && i < 1_000; i++) {
            Thread.sleep(10);
        }
        assertThat(streams[0].count()).as("cancelled streams are forgotten").isZero();
    }

    @Test
    void an_offered_order_is_applied_and_never_ready_where_nobody_looks() {
        assertThat(order(CHECKOUT, 5, 1))
                .isEqualTo(new Outcome.Applied("offered to KEDA: 5 replicas", OptionalInt.empty()));
        assertThat(actuator.tellsReadiness()).isFalse();
        assertThat(actuator.poll(List.of(new Actuator.Waiting(new Order(CHECKOUT, 5, 1), NOON))))
                .isEmpty();
    }

    @Test
    void an_order_older_than_the_one_in_force_is_superseded() {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 5, 7);
        assertThat(order(CHECKOUT, 2, 6))
                .isEqualTo(new Outcome.Superseded("generation 7 is offered", OptionalLong.of(7)));
        assertThat(keda.metric("checkout", "")).isEqualTo(5);
    }

    @Test
    void resources_are_not_in_keda_s_hands() {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 5, 1);
        Outcome outcome =
                actuator.apply(new Order(CHECKOUT, 9, 2, Optional.of(new Resources(2, 1L << 30, 0, 0, 0))), NOON);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.message()).contains("not their resources");
        });
        assertThat(keda.metric("checkout", "")).isEqualTo(5);
    }

    @Test
    void probes_are_told_that_it_serves_once_the_commands_are_read() {
        assertThat(keda.health()).containsExactly(8, 2);
        orders.complete(Instant.EPOCH);
        assertThat(keda.health()).containsExactly(8, 1);
    }

    @Test
    void bytes_that_are_no_message_are_refused_and_disturb_nobody() throws Exception {
        orders.complete(Instant.EPOCH);
        order(CHECKOUT, 5, 1);
        KedaOperator.Activity activity = keda.stream("checkout", "");
        assertThat(activity.next()).isTrue();
        byte[] right = ScalerProtocol.metricsRequest("web", "shop", KedaOperator.trigger("checkout", ""), "m");
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] wrong = right.clone();
            for (int changes = random.nextInt(4) + 1; changes > 0; changes--) {
                wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
            }
            try {
                byte[] unused = keda.call(random.nextBoolean() ? "GetMetrics" : "IsActive", wrong);
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getCode()).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND);
            }
        }
        try (Socket socket = new Socket("localhost", server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        refused(
                Status.Code.RESOURCE_EXHAUSTED,
                "exceeds maximum",
                () -> keda.call(
                        "IsActive", ScalerProtocol.scaledObject("x".repeat(100_000), "shop", Map.of("service", "s"))));
        assertThat(keda.metric("checkout", "")).isEqualTo(5);
        assertThat(activity.isQuiet()).isTrue();
    }
}
