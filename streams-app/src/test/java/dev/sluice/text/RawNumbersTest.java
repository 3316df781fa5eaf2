package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody reads 1.467E-5: numbers in texts for people go through {@link NumberText}, in all classes of the program. */
final class RawNumbersTest {
    /** Joins strings with a floating-point number as Java writes it. */
    private static final Pattern JOINED = Pattern.compile("\\.makeConcatWithConstants\\((?:L[^;]*;|\\[?[A-Z])*?[DF].*");

    private static final Set<String> RAW = Set.of(
            "Double.toString(D)Ljava/lang/String;",
            "Float.toString(F)Ljava/lang/String;",
            "String.valueOf(D)Ljava/lang/String;",
            "String.valueOf(F)Ljava/lang/String;",
            "StringBuilder.append(D)Ljava/lang/StringBuilder;",
            "StringBuilder.append(F)Ljava/lang/StringBuilder;");

    private static final Pattern EXPONENT = Pattern.compile("(?s).*%[-,+0 #]*\\d*(\\.\\d+)?[ge](?![a-z]).*");

    /** What writes for programs (JSON, CSV, environments, stored state), names rules, or tells programmers. */
    private static final List<String> FOR_PROGRAMS = List.of(
            "allocation/weights/WeightsJson",
            "cli/learn/PrometheusApi",
            "cli/simulate/BacktestCommand",
            "cli/simulate/BacktestReport",
            "executor/processes/Launcher",
            "executor/processes/state/SizeText",
            "forecast/Forecast",
            "ingest/otlp/OtlpPoints",
            "sizing/contest/RuleBook",
            "state/VarInts",
            "text/NumberText",
            "web/model/summary/Numbers");

    @Test
    void no_text_for_people_has_a_number_as_java_writes_it() throws IOException, URISyntaxException {
        Path program = Path.of(NumberText.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path root = program.resolve("dev/sluice");
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> classes =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            assertThat(classes).hasSizeGreaterThan(500);
            assertThat(FOR_PROGRAMS)
                    .as("classes that are left out")
                    .allMatch(name -> Files.exists(root.resolve(name + ".class")));
            assertThat(classes.stream()
                            .filter(file -> isForPeople(root.relativize(file).toString()))
                            .filter(RawNumbersTest::isRaw)
                            .map(file -> root.relativize(file).toString()))
                    .isEmpty();
        }
    }

    /** The simulator tells programmers and takes numbers from files, and generated records print themselves. */
    private static boolean isForPeople(String name) {
        return !name.startsWith("simulator/")
                && !name.startsWith("events/")
                && FOR_PROGRAMS.stream().noneMatch(program -> name.equals(program + ".class"));
    }

    private static boolean isRaw(Path file) {
        try {
            ClassTexts texts = ClassTexts.of(Files.readAllBytes(file));
            Predicate<String> call =
                    one -> RAW.contains(one) || JOINED.matcher(one).matches();
            return texts.calls().stream().anyMatch(call)
                    || texts.constants().stream()
                            .anyMatch(text -> EXPONENT.matcher(text).matches());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
