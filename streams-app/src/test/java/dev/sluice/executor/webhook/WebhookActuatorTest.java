package dev.sluice.executor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.FreePort;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookActuatorTest extends ActuatorContractTest {
    private static final String SECRET = "correct-horse-battery-staple";
    private static final String TOKEN = "Bearer t0ken-of-the-receiver";

    private final Receiver receiver = new Receiver();

    @Override
    protected Actuator create() {
        return actuator(Map.of());
    }

    private Actuator actuator(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "executor.actuator",
                "webhook",
                "executor.webhook.url",
                receiver.url() + "/scale?team=a",
                "executor.webhook.ready.url",
                receiver.url() + "/ready/{service}/{pool}",
                "executor.webhook.authorization",
                TOKEN,
                "executor.webhook.secret",
                SECRET));
        settings.putAll(more);
        settings.values().removeIf(String::isEmpty);
        return Actuators.from(settings);
    }

    @Override
    protected int ordered(Target target) {
        return receiver.ordered(target);
    }

    @Override
    protected Optional<Resources> size(Target target) {
        return receiver.size(target);
    }

    @AfterEach
    void end() {
        receiver.close();
    }

    @Test
    void an_order_is_one_signed_request() throws Exception {
        actuator().apply(caused(new Target("chat", "gpu"), LARGE), NOON);

        Receiver.Request request = receiver.last();
        assertThat(request.line()).isEqualTo("POST /scale?team=a");
        assertThat(request.body())
                .isEqualTo("{\"type\":\"scaling.order\",\"id\":\"chat/7/gpu\",\"service\":\"chat\",\"pool\":\"gpu\","
                        + "\"replicas\":5,\"generation\":7,\"resources\":{\"cpuCores\":2.0,\"memoryBytes\":4294967296,"
                        + "\"gpus\":1.0,\"gpuMemoryBytes\":17179869184},\"reason\":\"FORECAST\",\"evidence\":\"480"
                        + " requests per second are expected\",\"issuedAt\":\"2026-03-01T12:00:00Z\","
                        + "\"validUntil\":\"2026-03-01T12:05:00Z\"}");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("idempotency-key", "chat/7/gpu")
                .containsEntry("webhook-id", "chat/7/gpu")
                .containsEntry("authorization", TOKEN);
        assertThat(request.headers().get("webhook-signature")).isEqualTo(signature(request));
    }

    /** As a receiver computes it from what arrived. */
    private static String signature(Receiver.Request request) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String content = request.headers().get("webhook-id") + "."
                + request.headers().get("webhook-timestamp") + "." + request.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Order caused(Target target, Resources size) {
        return new Order(
                target,
                5,
                7,
                Optional.of(size),
                Optional.of(new Order.Cause(
                        "FORECAST", "480 requests per second are expected", NOON, NOON.plusSeconds(300))));
    }

    @Test
    void a_question_is_signed_too() throws Exception {
        order(3, 1, NOON);
        actuator().poll(List.of(new Waiting(new Order(CHECKOUT, 3, 1), NOON)));

        assertThat(receiver.last().line()).isEqualTo("GET /ready/checkout/");
        assertThat(receiver.last().headers().get("webhook-signature")).isEqualTo(signature(receiver.last()));
    }

    @Test
    void however_long_its_texts_are_a_request_stays_small() {
        Order long1 = new Order(
                new Target("\u0001".repeat(2_000), "ü".repeat(2_000)),
                5,
                7,
                Optional.of(LARGE),
                Optional.of(new Order.Cause("FORECAST", "\u0001".repeat(1_000_000), NOON, NOON)));

        assertThat(OrderJson.of(long1)).hasSizeLessThan(64 << 10);
    }

    @ParameterizedTest
    @CsvSource({"200", "201", "204"})
    void a_success_is_applied(int status) {
        receiver.next(status, "");

        assertThat(order(3, 1, NOON)).isEqualTo(new Outcome.Applied("done", OptionalInt.empty()));
    }

    @Test
    void an_accepted_order_is_applied_and_its_replicas_are_still_to_come() {
        receiver.next(202, "{\"ready\": 1, \"message\": \"ticket 17\"}");

        assertThat(order(3, 1, NOON)).isEqualTo(new Outcome.Applied("ticket 17", OptionalInt.of(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ready': -1}", "{'ready': 2.5}", "{'ready': '3'}", "{'ready': 1e99}",
                        "{'ready': 99999999999999999999}",
                "[3]", "3", "null", "{", "done"
            })
    void a_success_that_counts_nothing_is_still_one(String body) {
        receiver.next(200, body.replace('\'', '"'));

        assertThat(order(3, 1, NOON))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(applied.ready()).isEmpty());
    }

    @Test
    void a_receiver_that_knows_a_newer_order_says_which() {
        order(9, 12, NOON);

        assertThat(order(3, 11, NOON))
                .isEqualTo(new Outcome.Superseded("a newer order is in force", OptionalLong.of(12)));
        assertThat(ordered(CHECKOUT)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "401, false",
        "403, false",
        "404, false",
        "410, false",
        "422, false",
        "408, true",
        "425, true",
        "429, true",
        "500, true",
        "502, true",
        "503, true",
        "504, true",
        "599, true"
    })
    void a_refusal_is_final_unless_it_may_pass(int status, boolean retryable) {
        receiver.next(status, "{\"message\": \"quota\\nexceeded\"}");

        Outcome.Failed failed = (Outcome.Failed) order(3, 1, NOON);
        assertThat(failed.retryable()).isEqualTo(retryable);
        assertThat(failed.message())
                .startsWith("the receiver answered " + status)
                .endsWith(": quota exceeded");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void a_receiver_says_when_to_come_back(int status) {
        receiver.next(status, "", "Retry-After", "7");
        assertThat(pause()).isEqualTo(Duration.ofSeconds(7));

        String later = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC));
        receiver.next(status, "", "Retry-After", later);
        assertThat(pause()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));

        for (String nonsense : List.of("-1", "soon", "Mon, 01 Jan 1990 00:00:00 GMT", "99999999999999999999")) {
            receiver.next(status, "", "Retry-After", nonsense);
            assertThat(pause()).as(nonsense).isZero();
        }
        receiver.next(status, "", "Retry-After", "999999999");
        assertThat(pause()).isEqualTo(Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {422, 503})
    void a_receiver_that_has_no_more_machines_says_how_many_it_can_run(int status) {
        receiver.next(status, "{\"limit\": 3, \"message\": \"no more h100\"}");

        assertThat(order(5, 1, NOON)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.limit()).hasValue(3);
            assertThat(failed.retryable()).as("the next pool is tried instead").isFalse();
            assertThat(failed.message()).endsWith("no more h100");
        });
    }

    private Duration pause() {
        return ((Outcome.Failed) order(3, 1, NOON)).retryAfter();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_is_not_followed(int status) {
        try (Receiver elsewhere = new Receiver()) {
            receiver.next(status, "", "Location", elsewhere.url() + "/login?token=abc");

            assertThat(order(3, 1, NOON))
                    .isEqualTo(new Outcome.Failed(
                            "the receiver answered " + status + ", a redirect, which is not followed: "
                                    + "executor.webhook.url must name the receiver itself",
                            false));
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @Test
    void each_attempt_has_the_same_id() {
        receiver.next(503, "");
        order(3, 1, NOON);
        order(3, 1, NOON);

        assertThat(receiver.requests)
                .extracting(request -> request.headers().get("idempotency-key"))
                .containsExactly("checkout/1/", "checkout/1/");
    }

    @Test
    void an_answer_that_does_not_come_or_does_not_end_may_come_later() {
        Actuator impatient = actuator(Map.of("executor.webhook.timeout.ms", "300"));
        receiver.next(exchange -> pauseFor(3_000));
        receiver.next(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pauseFor(50);
            }
        });

        for (int i = 0; i < 2; i++) {
            assertThat(impatient.apply(new Order(CHECKOUT, 3, 1), NOON))
                    .isEqualTo(new Outcome.Failed(receiver.url() + " gave no whole answer within 300 ms", true));
        }
    }

    private static void pauseFor(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_receiver_that_is_away_may_come_back() {
        String url = "http://127.0.0.1:" + FreePort.find();
        Actuator alone = actuator(Map.of("executor.webhook.url", url + "/path?token=abc"));

        Outcome.Failed failed = (Outcome.Failed) alone.apply(new Order(CHECKOUT, 3, 1), NOON);
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.message()).isEqualTo(url + " gave no answer: the connection was refused");
    }

    @Test
    void of_an_endless_answer_only_the_beginning_is_read() {
        receiver.next(exchange -> {
            exchange.sendResponseHeaders(400, 0);
            byte[] much = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1 << 14; i++) {
                exchange.getResponseBody().write(much);
            }
        });

        Outcome.Failed failed = (Outcome.Failed) order(3, 1, NOON);
        assertThat(failed.message()).hasSizeLessThan(400).startsWith("the receiver answered 400: xxx");
    }

    @Test
    void what_is_no_http_at_all_is_a_failure_that_may_pass() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 40; i++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            byte[] begin = List.of(
                            "", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
                    .get(i % 4)
                    .getBytes(StandardCharsets.UTF_8);
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread once = new Thread(() -> answer(server, begin, noise));
                once.start();
                Actuator noisy = actuator(Map.of(
                        "executor.webhook.url",
                        "http://127.0.0.1:" + server.getLocalPort() + "/",
                        "executor.webhook.timeout.ms",
                        "2000"));
                assertThat(noisy.apply(new Order(CHECKOUT, 3, 1), NOON))
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed -> assertThat(failed.retryable()).isTrue());
                once.join();
            }
        }
    }

    private static void answer(ServerSocket server, byte[] begin, byte[] noise) {
        try (Socket socket = server.accept()) {
            int read = socket.getInputStream().read(new byte[4096]);
            assertThat(read).isPositive();
            socket.getOutputStream().write(begin);
            socket.getOutputStream().write(noise);
        } catch (IOException e) {
            // the client has seen enough
        }
    }

    @Test
    void whatever_a_receiver_answers_has_a_defined_end_and_tells_no_secret() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            int status = 200 + random.nextInt(400);
            byte[] echo = (new String(body, StandardCharsets.UTF_8) + TOKEN).getBytes(StandardCharsets.UTF_8);
            receiver.next(
                    exchange -> Receiver.send(exchange, status, status == 204 || status == 304 ? new byte[0] : echo));

            Outcome outcome = order(3, i, NOON);
            assertThat(outcome.toString()).doesNotContain("t0ken").doesNotContain(SECRET);
            assertThat(outcome instanceof Outcome.Applied).isEqualTo(status < 300);
            assertThat(outcome instanceof Outcome.Superseded).isEqualTo(status == 409);
        }
    }

    @Test
    void names_have_their_place_in_an_address() {
        UrlTemplate url = new UrlTemplate("https://scaler:8443/v1/{service}/{pool}?s={service}");

        assertThat(url.of(new Target("a/b ü?", "x&y#")))
                .hasToString("https://scaler:8443/v1/a%2Fb%20%C3%BC%3F/x%26y%23?s=a%2Fb%20%C3%BC%3F");
        assertThat(url.origin()).isEqualTo("https://scaler:8443");
        assertThatThrownBy(() -> url.of(Target.of(".."))).hasMessageContaining("'..'");
    }

    @Test
    void a_service_whose_name_has_no_place_in_the_address_fails_for_good() {
        Actuator named = actuator(Map.of("executor.webhook.url", receiver.url() + "/{service}/up"));

        assertThat(named.apply(new Order(Target.of(".."), 3, 1), NOON))
                .isEqualTo(new Outcome.Failed("the name '..' would change the path of an address", false));
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void replicas_of_an_order_before_are_not_ready_for_this_one() {
        Order larger = new Order(CHECKOUT, 3, 2, Optional.of(LARGE));
        receiver.next(200, "{\"ready\": 3, \"generation\": 1}");
        assertThat(actuator().poll(List.of(new Waiting(larger, NOON)))).isEmpty();
    }

    @Test
    void each_target_is_asked_about_now_and_then_and_one_that_fails_hides_no_other() {
        Actuator patient = actuator(Map.of("executor.webhook.ready.interval.ms", "3600000"));
        order(3, 1, NOON);
        Target search = Target.of("search");
        actuator().apply(new Order(search, 2, 1), NOON);
        receiver.next(500, "");

        List<Waiting> waiting =
                List.of(new Waiting(new Order(CHECKOUT, 3, 1), NOON), new Waiting(new Order(search, 2, 1), NOON));
        int before = receiver.requests.size();
        assertThat(patient.poll(waiting)).hasSize(1);
        assertThat(patient.poll(waiting)).as("both were asked about just now").isEmpty();
        assertThat(receiver.requests).hasSize(before + 2);
    }

    @Test
    void many_targets_are_asked_about_in_turn() {
        Actuator patient = actuator(Map.of("executor.webhook.ready.interval.ms", "3600000"));
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Order order = new Order(Target.of("s" + i), 1, 1);
            patient.apply(order, NOON);
            waiting.add(new Waiting(order, NOON));
        }
        List<Readiness> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            told.addAll(patient.poll(waiting));
        }
        assertThat(told).extracting(Readiness::order).doesNotHaveDuplicates().hasSize(100);
    }

    @Test
    void without_a_place_to_ask_it_tells_no_readiness() {
        Actuator silent = actuator(Map.of("executor.webhook.ready.url", ""));

        assertThat(silent.tellsReadiness()).isFalse();
        assertThat(silent.poll(List.of(new Waiting(new Order(CHECKOUT, 3, 1), NOON))))
                .isEmpty();
    }

    @Test
    void a_file_of_secrets_is_read_anew_for_each_request(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("secret");
        Files.writeString(file, "an-older-secret-to-be-replaced\n");
        Actuator rotating =
                actuator(Map.of("executor.webhook.secret", "", "executor.webhook.secret.file", file.toString()));
        Order order = new Order(CHECKOUT, 3, 1);

        rotating.apply(order, NOON);
        assertThat(receiver.last().headers().get("webhook-signature")).isNotEqualTo(signature(receiver.last()));
        Files.writeString(file, SECRET + "\nan-older-secret-to-be-replaced\n");
        rotating.apply(order, NOON);
        assertThat(receiver.last().headers().get("webhook-signature")).startsWith(signature(receiver.last()) + " v1,");

        Files.delete(file);
        assertThatThrownBy(() -> rotating.apply(order, NOON))
                .hasMessageContaining("executor.webhook.secret.file names a file that cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "executor.webhook.url, '', url",
        "executor.webhook.url, ftp://x/, http(s)",
        "executor.webhook.url, http://user:hunter2@x/, authorization",
        "executor.webhook.url, http://x/{srevice}, placeholders",
        "executor.webhook.ready.url, nowhere, http(s)",
        "executor.webhook.timeout.ms, 0, at least 1",
        "executor.webhook.secret, hunter2, at least 24",
        "executor.webhook.secret, '', executor.webhook.secret.file",
        "executor.webhook.secret.file, /etc/hostname, not both"
    })
    void wrong_settings_are_said(String key, String value, String why) {
        assertThatThrownBy(() -> actuator(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }
}
