package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.text.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manual says that a setting may be is what may be set: the borders are taken, and one step beyond is not. */
final class SettingsManualTest {
    private static final KafkaNames KAFKA = KafkaNames.with(StreamsConfig.configDef());
    private static final Map<String, String> MINIMUM =
            Map.of("bootstrap.servers", "kafka:9092", "schema.registry.url", "http://registry:8081");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (.*?) \\| (.*?) \\| .* \\|");
    private static final Pattern WHOLE = Pattern.compile("whole number from (\\d+)(?: to (\\d+))?");
    private static final Pattern LENGTH = Pattern.compile("a length of time, at least (\\w+)");

    @TempDir
    private Path directory = Path.of("");

    /** One row of the manual. */
    private record Row(String name, String standard, String allowed) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Row> rows() {
        Path committed = Path.of("docs/settings.md");
        Path manual = Files.exists(committed) ? committed : Path.of("..").resolve(committed);
        try {
            return Files.readAllLines(manual).stream()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> new Row(row.group(1), row.group(2), row.group(3)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Row> numbers() {
        return rows().filter(row -> WHOLE.matcher(row.allowed()).matches());
    }

    private static Stream<Row> lengths() {
        return rows().filter(row -> LENGTH.matcher(row.allowed()).matches());
    }

    /** But for where the registry's user stands: it needs the user too. */
    private static Stream<Row> words() {
        return rows().filter(row -> row.allowed().startsWith("`") && !row.name().startsWith("basic.auth."));
    }

    /** What is said of a setting; empty where it is taken. */
    private static Optional<String> said(String name, String value) {
        Map<String, String> stated = new HashMap<>(MINIMUM);
        stated.put(name, value);
        InvalidSettingsException refused =
                catchThrowableOfType(InvalidSettingsException.class, () -> Settings.of(stated, KAFKA));
        if (refused == null) {
            return Optional.empty();
        }
        assertThat(refused.errors()).as(name + "=" + value).hasSize(1);
        assertThat(refused.errors().get(0).key()).isEqualTo(name);
        return Optional.of(refused.errors().get(0).toString());
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void a_number_may_be_what_the_manual_says_and_no_step_beyond(Row row) {
        Matcher range = WHOLE.matcher(row.allowed());
        assertThat(range.matches()).isTrue();
        long least = Long.parseLong(range.group(1));

        assertThat(said(row.name(), Long.toString(least))).isEmpty();
        assertThat(said(row.name(), Long.toString(least - 1)))
                .hasValueSatisfying(said -> assertThat(said)
                        .startsWith(row.name() + "=" + (least - 1) + ": Value must be ")
                        .contains(Long.toString(least)));
        if (range.group(2) != null) {
            long most = Long.parseLong(range.group(2));
            assertThat(said(row.name(), Long.toString(most))).isEmpty();
            assertThat(said(row.name(), Long.toString(most + 1)))
                    .hasValueSatisfying(said -> assertThat(said).contains(Long.toString(most)));
        }
        for (String none : List.of("many", "1.5", "0x1", "1e3", "one", "true")) {
            assertThat(said(row.name(), none))
                    .as("%s=%s", row, none)
                    .hasValueSatisfying(
                            said -> assertThat(said).startsWith(row.name() + "=" + none + ": Not a number of type "));
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void a_length_of_time_may_be_what_the_manual_says_and_no_millisecond_less(Row row) {
        Matcher range = LENGTH.matcher(row.allowed());
        assertThat(range.matches()).isTrue();
        Duration least = Durations.parse(range.group(1));

        assertThat(said(row.name(), Durations.text(least))).isEmpty();
        assertThat(said(row.name(), Long.toString(least.toMillis())))
                .as("bare milliseconds")
                .isEmpty();
        if (!least.isZero()) {
            String less = Durations.text(least.minusMillis(1));
            assertThat(said(row.name(), less))
                    .contains(row.name() + "=" + less + ": must be at least " + Durations.text(least));
        }
        for (String none : List.of("soon", "-1s", "10 minutes", "1h30m", "PT10S", "1,5s")) {
            assertThat(said(row.name(), none))
                    .as("%s=%s", row, none)
                    .hasValueSatisfying(
                            said -> assertThat(said).contains("is not a duration such as 250ms, 10s, 5m, 1h or 7d"));
        }
    }

    @ParameterizedTest
    @MethodSource("words")
    void of_the_words_that_the_manual_lists_each_is_taken_and_no_other(Row row) {
        List<String> words = Stream.of(row.allowed().split(", "))
                .map(word -> word.replace("`", ""))
                .toList();

        for (String word : words) {
            assertThat(said(row.name(), word)).as("%s=%s", row, word).isEmpty();
            String shouted = word.equals(word.toUpperCase(Locale.ROOT))
                    ? word.toLowerCase(Locale.ROOT)
                    : word.toUpperCase(Locale.ROOT);
            assertThat(said(row.name(), shouted)).as("%s=%s", row, shouted).isPresent();
        }
        assertThat(said(row.name(), words.get(0) + "x"))
                .hasValueSatisfying(said -> assertThat(said).endsWith(" of: " + String.join(", ", words)));
    }

    @Test
    void what_the_manual_gives_as_default_is_what_holds_where_nothing_is_said() {
        Settings bare = Settings.of(MINIMUM, KAFKA);
        Map<String, Object> all = bare.executor();

        assertThat(rows()).hasSizeGreaterThan(60).allSatisfy(row -> {
            boolean required = row.standard().equals("must be set");
            boolean ofOneActuator =
                    row.name().matches("executor\\.(docker|kubernetes|keda|processes|webhook|simulated)\\..*");
            if (!required && !ofOneActuator) {
                String holds = all.get(row.name()) instanceof List<?> list
                        ? String.join(",", list.stream().map(Object::toString).toList())
                        : String.valueOf(all.getOrDefault(row.name(), ""));
                assertThat(holds)
                        .as(row.name())
                        .isEqualTo(
                                row.standard().equals("none")
                                        ? ""
                                        : row.standard().replace("`", ""));
            }
        });
    }

    /** Whatever its name: what may stand in the file may stand in the environment, and is checked there in the same way. */
    @Test
    void each_setting_may_come_from_a_variable_and_is_refused_by_the_variables_name() throws IOException {
        Path file = Files.writeString(
                directory.resolve("sluice.properties"),
                "bootstrap.servers=kafka:9092\nschema.registry.url=http://registry:8081\n");
        List<Row> checked = Stream.concat(numbers(), lengths()).toList();
        assertThat(checked).hasSizeGreaterThan(25);
        for (Row row : checked) {
            String variable = "SLUICE_" + row.name().replace('.', '_').toUpperCase(Locale.ROOT);
            InvalidSettingsException refused = catchThrowableOfType(
                    InvalidSettingsException.class,
                    () -> Settings.read(file, Map.of(variable, "no such value"), KAFKA));

            assertThat(refused.errors())
                    .extracting(SettingError::key)
                    .as(row.name())
                    .containsExactly(variable);
        }
    }

    /** A file of many settings at once: each good one stays, and each bad one is told once. */
    @Test
    void good_settings_beside_bad_ones_are_not_blamed() {
        Random random = new Random(481);
        List<Row> numbers =
                numbers().filter(row -> !row.name().startsWith("executor.")).toList();
        for (int i = 0; i < 100; i++) {
            Map<String, String> stated = new HashMap<>(MINIMUM);
            List<String> bad = new ArrayList<>();
            for (Row row : numbers) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        stated.put(row.name(), "-1");
                        bad.add(row.name());
                    }
                    case 1 -> stated.put(row.name(), "7");
                    default -> stated.remove(row.name());
                }
            }
            InvalidSettingsException refused =
                    catchThrowableOfType(InvalidSettingsException.class, () -> Settings.of(stated, KAFKA));

            assertThat(
                            refused == null
                                    ? List.of()
                                    : refused.errors().stream()
                                            .map(SettingError::key)
                                            .toList())
                    .containsExactlyElementsOf(bad.stream().sorted().toList());
        }
    }
}
