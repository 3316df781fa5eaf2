package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.control.LoopSettings.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each setting by itself: what may stand there, what is said where it may not, and where it comes from. */
final class SettingsFileTest {
    private static final KafkaNames KAFKA = KafkaNames.with(StreamsConfig.configDef());
    private static final String MINIMUM = """
            bootstrap.servers=kafka:9092
            schema.registry.url=http://registry:8081
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window=0|window=0: must be at least 1s",
                "window=999ms|window=999ms: must be at least 1s",
                "window=999999999999d|window=999999999999d: is too long: longest is 36500d",
                "window=9999999999999999|window=9999999999999999: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "grace=-1s|grace=-1s: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "command.validity=10|command.validity=10: must be at least 1s",
                "broker.timeout=0|broker.timeout=0: must be at least 1ms",
                "time.source=WALL|time.source=WALL: String must be one of: wall, event",
                "log.level=loud|log.level=loud: String must be one of: warn, trace, debug, info, error",
                "processing.guarantee=exactly_once|processing.guarantee=exactly_once: String must be one of: exactly_once_v2, at_least_once",
                "num.stream.threads=two|num.stream.threads=two: Not a number of type INT",
                "num.stream.threads=3000000000|num.stream.threads=3000000000: Not a number of type INT",
                "commit.interval.ms=-1|commit.interval.ms=-1: Value must be at least 0",
                "commit.interval.ms=999999999999d|commit.interval.ms=999999999999d: Not a number of type LONG",
                "services.in.memory=-1|services.in.memory=-1: Value must be at least 0",
                "services.without.policy=0|services.without.policy=0: Value must be at least 1",
                "executor.workers=0|executor.workers=0: Value must be at least 1",
                "executor.retries=-1|executor.retries=-1: Value must be at least 0",
                "request.timeout.ms=soon|request.timeout.ms=soon: Not a number of type INT",
                "consumer.request.timeout.ms=soon|consumer.request.timeout.ms=soon: Not a number of type INT",
                "enable.idempotence=maybe|enable.idempotence=maybe: Expected value to be either true or false",
                "acks=2|acks=2: String must be one of: all, -1, 0, 1",
            })
    void a_value_that_cannot_be_is_told_with_its_key(String line, String said) {
        assertThat(errors(MINIMUM + line + "\n", Map.of())).containsExactly(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "kafka:",
                ":9092",
                "kafka:port",
                ",kafka:9092",
                "kafka:9092;b:9092",
                "kafka 9092",
                "kafka:909200",
                "http://kafka:9092/path",
                "[::1]",
                "kafka:9092 b:9092"
            })
    void brokers_are_a_list_of_host_and_port(String servers) {
        assertThat(errors(MINIMUM.replace("kafka:9092", servers), Map.of()))
                .singleElement()
                .asString()
                .startsWith("bootstrap.servers=")
                // what looks like no address could hold a password and is not repeated
                .containsAnyOf("=" + servers + ": ", "=[hidden]: ")
                .containsAnyOf(": is not a list of host:port, without a scheme or a path", ": has a port above 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SASL_SSL://bob:s3cret@kafka:9093",
                "http://kafka:9092/?s3cret",
                "bob:s3cret@kafka:9092",
                "kafka:9092,s3cret kafka:9092",
            })
    void an_address_of_a_broker_that_may_hold_a_password_is_refused_with_the_rule_and_without_it(String servers) {
        assertThat(errors(MINIMUM.replace("kafka:9092", servers), Map.of()))
                .containsExactly("bootstrap.servers=[hidden]: is not a list of host:port, without a scheme or a path");
    }

    @Test
    void a_hidden_value_of_ours_is_told_the_rule() {
        String docker = MINIMUM + "executor.actuator=docker\nexecutor.docker.host=http://bob:s3cret@engine\n";
        assertThat(errors(docker, Map.of()))
                .containsExactly("executor.docker.host=[hidden]: must be unix:///path or tcp://host:port");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bob:pa/s3cret@registry:8081",
                "http://bob:s3 cret@registry:8081",
                "https://bob:%s3cret@registry:8081",
                "http://registry:8081/?password=s3cret",
                "bob:s3cret@registry:8081",
            })
    void an_address_of_the_registry_that_may_hold_a_password_is_refused_with_the_rule_and_without_it(String url) {
        assertThat(errors(MINIMUM.replace("http://registry:8081", url), Map.of()))
                .singleElement()
                .asString()
                .startsWith("schema.registry.url=[hidden]: is neither an http(s) address")
                .contains("written %2F")
                .doesNotContain("cret");
    }

    @Test
    void a_port_that_no_machine_has_is_refused_before_anything_connects() {
        assertThat(errors(MINIMUM.replace("9092", "9092,other:65536"), Map.of()))
                .containsExactly("bootstrap.servers=kafka:9092,other:65536: has a port above 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka:9092", "a:1, b:65535", "[::1]:9092", "SASL_SSL://kafka.example.org:9093", "10.0.0.1:1"})
    void addresses_of_every_usual_form_are_taken(String servers) {
        assertThat(read(MINIMUM.replace("kafka:9092", servers), Map.of()).bootstrapServers())
                .isEqualTo(servers);
    }

    @ParameterizedTest
    @CsvSource({
        "windw,window",
        "gracee,grace",
        "topics.prefix,topic.prefix",
        "bootstrap.server,bootstrap.servers",
        "schema.registy.url,schema.registry.url",
        "security.protocl,security.protocol",
        "num.streams.threads,num.stream.threads",
        "executor.worker,executor.workers",
        "state.dirs,state.dir",
        "Time.Source,time.source"
    })
    void a_misspelled_key_is_told_what_was_meant(String key, String meant) {
        assertThat(errors(MINIMUM + key + "=x\n", Map.of()))
                .singleElement()
                .asString()
                .endsWith(": is not a known setting; did you mean " + meant + "?");
    }

    @Test
    void one_slip_in_any_key_of_ours_is_never_taken_silently() {
        Random random = new Random(91);
        for (String key : SettingNames.ALL.names()) {
            int at = random.nextInt(key.length() - 1);
            String other = key.charAt(at) == 'q' ? "x" : "q";
            String slipped = key.substring(0, at) + other + key.substring(at + 1);
            assertThat(errors(MINIMUM + slipped + "=1\n", Map.of()))
                    .as(slipped)
                    .singleElement()
                    .asString()
                    .containsAnyOf("is not a known setting", "is known to Confluent's serde only");
        }
    }

    @Test
    void every_default_is_a_value_that_may_be_set() {
        Map<String, String> stated =
                new HashMap<>(Map.of("bootstrap.servers", "kafka:9092", "schema.registry.url", "http://registry:8081"));
        SettingNames.ALL.configKeys().values().stream()
                .filter(ConfigDef.ConfigKey::hasDefault)
                .filter(key -> key.type != ConfigDef.Type.PASSWORD)
                .forEach(key ->
                        stated.put(key.name, String.valueOf(ConfigDef.convertToString(key.defaultValue, key.type))));

        Settings explicit = Settings.of(stated, KAFKA);

        assertThat(explicit.loop()).isEqualTo(read(MINIMUM, Map.of()).loop());
        assertThat(explicit.streams()).containsEntry("application.id", "sluice");
    }

    @Test
    void any_number_of_errors_are_told_together_sorted_by_key() {
        Random random = new Random(92);
        List<String> wrong = List.of(
                "window=soon",
                "grace=soon",
                "broker.timeout=0",
                "time.source=x",
                "num.stream.threads=0",
                "log.level=x",
                "unheard.of=1",
                "linger.ms=x",
                "executor.workers=0",
                "services.without.policy=0",
                "commit.interval.ms=-5");
        for (int i = 0; i < 100; i++) {
            List<String> chosen =
                    wrong.stream().filter(line -> random.nextBoolean()).toList();
            if (!chosen.isEmpty()) {
                List<String> keys = chosen.stream()
                        .map(line -> line.substring(0, line.indexOf('=')))
                        .sorted()
                        .toList();
                assertThat(refusal(MINIMUM + String.join("\n", chosen), Map.of())
                                .errors())
                        .extracting(SettingError::key)
                        .containsExactlyElementsOf(keys);
            }
        }
    }

    @Test
    void an_empty_file_lacks_what_must_be_set_and_each_is_explained() {
        assertThat(errors("", Map.of()))
                .satisfiesExactly(
                        brokers -> assertThat(brokers)
                                .isEqualTo("bootstrap.servers: is missing: Bootstrap brokers (host:port list)."),
                        registry ->
                                assertThat(registry).startsWith("schema.registry.url: is missing: Schema registry"));
        assertThat(refusal("", Map.of())).hasMessageStartingWith("settings of " + directory);
    }

    @Test
    void the_environment_alone_is_enough() {
        Settings settings = read(
                "",
                Map.of(
                        "SLUICE_BOOTSTRAP_SERVERS", " kafka:9092 ",
                        "SLUICE_SCHEMA_REGISTRY_URL", "http://registry:8081",
                        "SLUICE_TIME_SOURCE", "event",
                        "SLUICE_COMMAND_VALIDITY", "90s"));

        assertThat(settings.bootstrapServers()).isEqualTo("kafka:9092");
        assertThat(settings.timeSource()).isEqualTo(TimeSource.EVENT);
        assertThat(settings.loop().validity()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void an_error_in_the_environment_is_told_by_the_name_of_the_variable() {
        assertThat(errors(MINIMUM + "window=10s\n", Map.of("SLUICE_WINDOW", "soon", "SLUICE_WINDW", "1s")))
                .containsExactly(
                        "SLUICE_WINDOW=soon: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                        "SLUICE_WINDW=[hidden]: is not a known setting; did you mean window?");
    }

    @Test
    void a_good_value_of_the_environment_mends_a_wrong_one_of_the_file() {
        assertThat(read(MINIMUM + "window=soon\n", Map.of("SLUICE_WINDOW", "20s"))
                        .loop()
                        .window())
                .isEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLUICE_SERVICE_HOST",
                "SLUICE_SERVICE_PORT",
                "SLUICE_SERVICE_PORT_HTTP",
                "SLUICE_PORT",
                "SLUICE_PORT_80_TCP",
                "SLUICE_PORT_80_TCP_PROTO",
                "SLUICE_REGISTRY_SERVICE_HOST",
                "SLUICE_REGISTRY_PORT_8081_TCP_ADDR",
                "sluice_window",
                "SLUICEWINDOW",
                "MY_SLUICE_WINDOW",
                "PATH"
            })
    void variables_that_are_not_meant_for_it_are_let_be(String variable) {
        assertThat(read(MINIMUM, Map.of(variable, "tcp://10.0.0.1:80")).toString())
                .isEqualTo(read(MINIMUM, Map.of()).toString());
    }

    @Test
    void comments_spaces_and_continued_lines_are_those_of_a_properties_file() {
        Settings settings = read(MINIMUM + """
                        # a comment
                        ! another
                        window   =   30s \s
                        grace: 2s
                        topic.prefix=\\
                            blue.
                        """, Map.of());

        assertThat(settings.loop().window()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.loop().grace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.topics().prefix()).isEqualTo("blue.");
    }

    @Test
    void an_empty_value_of_ours_is_the_default() {
        assertThat(read(MINIMUM + "window=\ntopic.prefix=\n", Map.of()).loop().window())
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_key_that_stands_twice_with_the_same_value_is_let_be() {
        assertThat(read(MINIMUM + "window=30s\nwindow = 30s\n", Map.of()).loop().window())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_file_that_is_no_properties_file_is_told_beside_all_else() {
        assertThat(errors(MINIMUM + "window=soon\ngrace=\\u12\n", Map.of()))
                .anySatisfy(error -> assertThat(error).contains("is not a properties file"))
                .anySatisfy(error -> assertThat(error).startsWith("window=soon: "));
    }

    @Test
    void a_file_that_is_no_text_and_a_directory_cannot_be_read() throws IOException {
        Path latin = Files.write(
                directory.resolve("latin.properties"), "topic.prefix=b\u00fc".getBytes(StandardCharsets.ISO_8859_1));

        for (Path unreadable : List.of(latin, directory)) {
            assertThatThrownBy(() -> Settings.read(unreadable, Map.of(), KAFKA))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("cannot read the settings file " + unreadable);
        }
    }

    @Test
    void lengths_of_time_may_have_a_unit_in_settings_of_kafka_too() {
        Settings settings = read(MINIMUM + "request.timeout.ms=1m\nretry.backoff.ms=250ms\nlinger.ms=5\n", Map.of());

        assertThat(settings.producer())
                .containsEntry("request.timeout.ms", "60000")
                .containsEntry("retry.backoff.ms", "250")
                .containsEntry("linger.ms", "5");
    }

    @Test
    void the_level_of_the_log_is_known_before_the_rest_is_checked() {
        Path file = file("log.level=debug\nwindow=soon\n");

        assertThat(Settings.logLevel(file, Map.of())).contains("debug");
        assertThat(Settings.logLevel(file, Map.of("SLUICE_LOG_LEVEL", "error"))).contains("error");
        assertThat(Settings.logLevel(file(MINIMUM), Map.of())).isEmpty();
    }

    @Test
    void the_reference_explains_every_setting_once() {
        List<String> rows = new ArrayList<>();
        SettingsReference.markdown()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(rows::add);

        assertThat(rows).hasSameSizeAs(SettingNames.ALL.names());
        for (String name : SettingNames.ALL.names()) {
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("| `" + name + "` |"))
                    .hasSize(1);
        }
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.split("\\|"))
                        .hasSizeGreaterThanOrEqualTo(5)
                        .noneMatch(cell -> cell.equals("  ")));
    }

    private List<String> errors(String lines, Map<String, String> environment) {
        return refusal(lines, environment).errors().stream()
                .map(SettingError::toString)
                .toList();
    }

    private InvalidSettingsException refusal(String lines, Map<String, String> environment) {
        Path file = file(lines);
        return catchThrowableOfType(InvalidSettingsException.class, () -> Settings.read(file, environment, KAFKA));
    }

    private Settings read(String lines, Map<String, String> environment) {
        return Settings.read(file(lines), environment, KAFKA);
    }

    private Path file(String lines) {
        try {
            return Files.writeString(directory.resolve("sluice.properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
