package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a secret looks like and wherever it is written, no message repeats it. */
final class SecretsTest {
    private static final String CHARACTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/@:%?#&=+;,!$*~^";
    private static final KafkaNames KAFKA = KafkaNames.clients();

    @TempDir
    private Path directory;

    /** A place where somebody writes a secret: a key, and the text around the secret. */
    private record Place(String key, UnaryOperator<String> value) {}

    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (String url : List.of(
                "http://anna:%s@registry:8081",
                "https://%s@registry",
                "http://anna:%s@registry/path",
                "registry:%s@host:8081",
                "htp://anna:%s@registry:8081",
                "http:/anna:%s@registry:8081",
                "//anna:%s@registry",
                "http://good:8081,http://anna:%s@registry:8081",
                "http://registry:8081/?token=%s",
                "http://registry:8081/#%s",
                "mock:/anna:%s@scope")) {
            places.add(new Place("schema.registry.url", secret -> url.replace("%s", secret)));
        }
        for (String key : List.of(
                "ssl.truststore.pasword",
                "ssl.keystore.passwrd",
                "basic.auth.user.inf",
                "basic.auth.user.info",
                "basic.auth.credentials.source",
                "schema.registry.ur",
                "sasl.jaas.confg",
                "sasl.jaas.config",
                "pass",
                "pwd",
                "apikey",
                "executor.nomad.tokn",
                "executor.simulated.portt",
                "executor.unheardof.key",
                "producer.ssl.key.pasword",
                "bearer.auth.token",
                "wndow")) {
            places.add(new Place(key, secret -> secret));
            places.add(new Place(key, secret -> "http://anna:" + secret + "@host"));
        }
        places.add(new Place("bootstrap.servers", secret -> "anna:" + secret + "@broker:9092"));
        places.add(new Place("bootstrap.servers", secret -> "SASL_SSL://anna:" + secret + "@broker:9092"));
        places.add(new Place("sasl.oauthbearer.token.endpoint.url", secret -> "https://anna:" + secret + "@idp/token"));
        places.add(new Place("executor.weights.addresses", secret -> "cpu=http://anna:" + secret + "@10.0.0.1:8080"));
        return places;
    }

    static Stream<String> secrets() {
        Random random = new Random(20261129);
        List<String> secrets = new ArrayList<>(
                List.of("s3cr/et42", "p@ssw0rd@x", "half0:other1:third2", "100%true%zz", "a/b@c:d%e", "1234/rest789"));
        for (int i = 0; i < 40; i++) {
            StringBuilder secret = new StringBuilder("Zq");
            for (int length = 6 + random.nextInt(20); length > 0; length--) {
                secret.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
            secrets.add(secret.toString());
        }
        return secrets.stream();
    }

    /** Where a secret is kept is no secret; what stands there and is no path may be one. */
    @ParameterizedTest
    @CsvSource({
        "/run/secrets/nowhere, http.token.file=/run/secrets/nowhere",
        "./nowhere/token, http.token.file=./nowhere/token",
        "C:\\nowhere\\token, http.token.file=C:\\nowhere\\token",
        "s3cr/et42, http.token.file=[hidden]",
        "correct-horse, http.token.file=[hidden]"
    })
    void the_path_of_a_secret_is_shown(String given, String shown) {
        Map<String, String> stated =
                Map.of("bootstrap.servers", "broker:9092", "schema.registry.url", "mock://a", "http.token.file", given);

        assertThatThrownBy(() -> Settings.of(stated, KAFKA)).hasMessageContaining(shown + ": cannot be read");
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void a_secret_is_never_repeated(String secret) {
        for (Place place : places()) {
            Map<String, String> stated = new HashMap<>(
                    Map.of("bootstrap.servers", "broker:9092", "schema.registry.url", "http://registry:8081"));
            stated.put(place.key(), place.value().apply(secret));
            // something else is wrong as well: all errors are said at once
            stated.put("grace", "soon");
            saysNothingOf(secret, place, catchThrowable(() -> Settings.of(stated, KAFKA)));
            stated.remove("grace");
            Throwable refused = catchThrowable(() -> {
                Settings settings = Settings.of(stated, KAFKA);
                assertThat(settings.toString()).doesNotContain(parts(secret));
                assertThat(settings.registryAddress()).doesNotContain(parts(secret));
            });
            saysNothingOf(secret, place, refused);
        }
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void a_secret_in_a_broken_file_or_the_environment_is_never_repeated(String secret) throws IOException {
        Path file = directory.resolve("sluice.properties");
        Files.writeString(file, """
                bootstrap.servers=broker:9092
                schema.registry.url=http://registry:8081
                sasl.jaas.config=first %1$s
                sasl.jaas.config=second %1$s
                password="%1$s";
                http://anna:%1$s@registry
                grace=soon
                """.formatted(secret.replace("\\", "")), StandardCharsets.UTF_8);
        Map<String, String> environment = Map.of(
                "SLUICE_SSL_TRUSTSTORE_PASWORD", secret, "SLUICE_SCHEMA_REGISTRY_URL", "http://u:" + secret + "@h");

        Throwable refused = catchThrowable(() -> Settings.read(file, environment, KAFKA));
        assertThat(refused).isInstanceOf(InvalidSettingsException.class);
        saysNothingOf(secret, new Place("the file", any -> any), refused);
    }

    private static void saysNothingOf(String secret, Place place, Throwable refused) {
        for (Throwable each = refused; each != null; each = each.getCause()) {
            assertThat(String.valueOf(each.getMessage()))
                    .as("%s in %s", secret, place.key())
                    .doesNotContain(parts(secret));
        }
    }

    /** The secret, and the pieces of it that a reader of addresses might cut it into. */
    private static List<String> parts(String secret) {
        List<String> parts = new ArrayList<>(List.of(secret));
        Stream.of(secret.split("[/@:%?#&=+;,]"))
                .filter(part -> part.length() >= 5)
                .forEach(parts::add);
        return parts;
    }

    @Test
    void what_cannot_hold_a_secret_is_shown() {
        Throwable refused = catchThrowable(() -> Settings.of(
                Map.of(
                        "bootstrap.servers", "kafka",
                        "schema.registry.url", "ftp://registry:8081/path",
                        "grace", "soon",
                        "num.stream.threads", "0"),
                KAFKA));

        assertThat(refused)
                .hasMessageContaining("bootstrap.servers=kafka")
                .hasMessageContaining("schema.registry.url=ftp://registry:8081/path")
                .hasMessageContaining("grace=soon")
                .hasMessageContaining("num.stream.threads=0");
    }

    @Test
    void a_line_that_is_no_setting_is_not_repeated() {
        Throwable refused = catchThrowable(
                () -> Settings.of(Map.of("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ", ""), KAFKA));

        assertThat(refused).hasMessageContaining("[hidden]").hasMessageNotContaining("MIIE");
    }
}
