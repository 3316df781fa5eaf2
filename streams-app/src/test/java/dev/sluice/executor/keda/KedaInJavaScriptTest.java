package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.embedded.FreePort;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** KEDA played in another language, which has neither gRPC's nor protobuf's libraries. Skipped without Node.js. */
final class KedaInJavaScriptTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Target CHECKOUT = Target.of("checkout");

    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private Optional<Process> operator = Optional.empty();
    private Optional<Actuator> actuator = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        assumeThat(hasNode()).as("Node.js is not installed: not run").isTrue();
        int port = FreePort.find();
        KedaProvider provider = new KedaProvider();
        actuator = Optional.of(provider.create(new AbstractConfig(
                Actuators.definition(provider), Map.of("port", Integer.toString(port), "observe", "none"), false)));
        Process started = new ProcessBuilder("node", script().toString(), Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        operator = Optional.of(started);
        Thread reader = new Thread(() -> read(started), "what the operator says");
        reader.setDaemon(true);
        reader.start();
    }

    private static boolean hasNode() {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path script() throws URISyntaxException {
        URL found = Objects.requireNonNull(KedaInJavaScriptTest.class.getResource("/keda/operator.mjs"));
        return Path.of(found.toURI());
    }

    private void read(Process from) {
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(said::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            said.add("ended: " + e);
        }
    }

    @AfterEach
    void stop() {
        operator.ifPresent(Process::destroyForcibly);
        actuator.ifPresent(Actuator::close);
    }

    private void order(Target target, int replicas, long generation) {
        actuator.orElseThrow().apply(new Order(target, replicas, generation), NOON);
    }

    private void ask(String question) {
        PrintWriter in = new PrintWriter(operator.orElseThrow().outputWriter(StandardCharsets.UTF_8), true);
        in.println(question);
    }

    private void answers(String line) throws InterruptedException {
        assertThat(said.poll(30, TimeUnit.SECONDS)).isEqualTo(line);
    }

    @Test
    void a_service_comes_from_zero_grows_and_goes_to_zero() throws Exception {
        ask("metric checkout");
        answers("metric checkout status 5 no command for checkout is in force");
        ask("spec checkout");
        answers("spec checkout sluice-desired-replicas 1");

        order(CHECKOUT, 0, 1);
        ask("metric checkout");
        answers("metric checkout sluice-desired-replicas 0");
        ask("stream checkout");
        answers("stream checkout false");

        order(CHECKOUT, 2, 2);
        answers("stream checkout true");
        ask("metric checkout");
        answers("metric checkout sluice-desired-replicas 2");

        order(CHECKOUT, 2_000_000, 3);
        order(new Target("checkout", "spot"), 1, 3);
        ask("metric checkout");
        answers("metric checkout sluice-desired-replicas 2000000");
        ask("active checkout spot");
        answers("active checkout/spot true");

        order(CHECKOUT, 0, 4);
        answers("stream checkout false");
        ask("active checkout");
        answers("active checkout false");
    }
}
