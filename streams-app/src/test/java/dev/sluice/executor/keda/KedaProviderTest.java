package dev.sluice.executor.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import io.grpc.ChannelCredentials;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
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

    private final int port = freePort();

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An actuator without topics, with these settings. */
    private Actuator create(Map<String, String> more) {
        KedaProvider provider = new KedaProvider();
        Map<String, String> settings =
                new HashMap<>(Map.of("host", "localhost", "port", Integer.toString(port), "observe", "none"));
        settings.putAll(more);
        return provider.create(new AbstractConfig(Actuators.definition(provider), settings, false));
    }

    /** A certificate for localhost and its key, as PEM files of this name. */
    private void certify(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Key key = keys.getKey(name, "changeit".toCharArray());
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", key.getEncoded());
    }

    private void pem(String file, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void over_tls_and_with_the_certificate_of_keda_where_one_is_asked_for() throws Exception {
        certify("scaler");
        certify("operator");
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
        certify("scaler");
        certify("other");
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
