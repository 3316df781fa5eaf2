package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.FreePort;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KedaProviderTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private final int port = FreePort.find();

    /** An actuator without topics, with these settings. */
    private Actuator create(Map<String, String> more) {
        KedaProvider provider = new KedaProvider();
        Map<String, String> settings =
                new HashMap<>(Map.of("host", "localhost", "port", Integer.toString(port), "observe", "none"));
        settings.putAll(more);
        return provider.create(new AbstractConfig(Actuators.definition(provider), settings, false));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void over_tls_and_with_the_certificate_of_keda_where_one_is_asked_for() throws Exception {
        Certificates.write(directory, "scaler");
        Certificates.write(directory, "operator");
        Map<String, String> tls = Map.of(
                "tls.certificate", file("scaler.crt"),
                "tls.key", file("scaler.key"),
                "tls.client.authority", file("operator.crt"));
        TlsChannelCredentials.Builder trusting = TlsChannelCredentials.newBuilder()
                .trustManager(directory.resolve("scaler.crt").toFile());
        ChannelCredentials anonymous = trusting.build();
        ChannelCredentials known = trusting.keyManager(
                        directory.resolve("operator.crt").toFile(),
                        directory.resolve("operator.key").toFile())
                .build();
        try (Actuator actuator = create(tls);
                KedaOperator keda = new KedaOperator(port, known);
                KedaOperator stranger = new KedaOperator(port, anonymous);
                KedaOperator plain = new KedaOperator(port)) {
            actuator.apply(new Order(Target.of("checkout"), 5, 1), NOON);

            assertThat(keda.metric("checkout", "")).isEqualTo(5);
            assertThatThrownBy(() -> stranger.metric("checkout", "")).isInstanceOf(StatusRuntimeException.class);
            assertThatThrownBy(() -> plain.metric("checkout", "")).isInstanceOf(StatusRuntimeException.class);
        }
    }

    @Test
    void what_does_not_fit_is_named() throws Exception {
        Certificates.write(directory, "scaler");
        Certificates.write(directory, "other");
        Files.writeString(directory.resolve("empty"), "");
        String certificate = file("scaler.crt");
        refused(Map.of("tls.certificate", certificate), "executor.keda.tls.certificate", "executor.keda.tls.key");
        refused(Map.of("tls.key", file("scaler.key")), "executor.keda.tls.certificate");
        refused(Map.of("tls.client.authority", certificate), "executor.keda.tls.client.authority");
        for (String key : new String[] {"nowhere", "empty", "scaler.crt", "other.key"}) {
            refused(Map.of("tls.certificate", certificate, "tls.key", file(key)), file(key));
        }
        refused(Map.of("tls.certificate", file("empty"), "tls.key", file("scaler.key")), file("empty"));
        refused(
                Map.of(
                        "tls.certificate", certificate,
                        "tls.key", file("scaler.key"),
                        "tls.client.authority", file("nowhere")),
                "executor.keda.tls.client.authority",
                file("nowhere"));
        refused(Map.of("host", "no such host"), "executor.keda.host");
    }

    private void refused(Map<String, String> settings, String... words) {
        assertThatThrownBy(() -> create(settings).close())
                .as("%s", settings)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        try (Actuator first = create(Map.of())) {
            assertThat(first.tellsReadiness()).isFalse();
            refused(Map.of(), "executor.keda.port", Integer.toString(port));
        }
        create(Map.of()).close();
    }
}
