package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.DeadLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page's files promise without a browser: nothing from elsewhere, nothing inline, every link to a file leads to one. */
final class PageFilesTest {
    private static final Path WEB = Path.of("src/main/resources/web");

    @Test
    void nothing_is_inline_and_nothing_comes_from_elsewhere() throws IOException {
        String page = Files.readString(WEB.resolve("index.html"));
        assertThat(page).doesNotContain("style=\"").doesNotContain("<style").doesNotContainPattern("\\son[a-z]+=");
        assertThat(found("<script[^>]*>([^<]*)</script>", page)).containsOnly("");
        for (Path file : files()) {
            assertThat(Files.readString(file).replace("http://www.w3.org/", ""))
                    .as(file.toString())
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("innerHTML")
                    .doesNotContain("insertAdjacentHTML")
                    .doesNotContain("eval(");
        }
    }

    @Test
    void every_file_that_is_named_is_there() throws IOException {
        List<String> linked =
                found("(?:href|src)=\"([^\"#:]+[.][a-z]+)\"", Files.readString(WEB.resolve("index.html")));
        assertThat(linked).hasSizeGreaterThan(6).allMatch(name -> isServed(WEB, name));
        for (Path file : files()) {
            Path folder = file.resolveSibling("");
            assertThat(found("from '(\\.[^']+)'", Files.readString(file)))
                    .as(file.toString())
                    .allMatch(name -> isServed(folder, name));
        }
    }

    @Test
    void files_are_small_and_each_says_what_it_is() throws IOException {
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines).as(file.toString()).hasSizeLessThan(260);
            if (!file.toString().endsWith(".html") && !file.toString().endsWith("n.svg")) {
                assertThat(lines.get(0)).as(file.toString()).containsPattern("^(/\\*|\\{|<svg)");
            }
        }
    }

    @Test
    void every_reason_of_a_dead_letter_is_explained() throws IOException {
        assertThat(found(
                        "(?m)^ {2}([A-Z_]+): \\{ means: '.+', todo: '.+' },$",
                        Files.readString(WEB.resolve("js/letter-texts.js"))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DeadLetter.Reason.values())
                        .map(Enum::name)
                        .toList());
    }

    @Test
    void the_verdict_is_judged_as_the_command_line_does() throws IOException {
        String page = Files.readString(WEB.resolve("js/verdict.js"));
        String command = Files.readString(Path.of("src/main/java/dev/sluice/cli/policy/Evidence.java"));
        for (String limit : List.of("LEAST_HOURS = ([0-9.]+);", "LEAST_COVERAGE = 0?([0-9.]+);")) {
            assertThat(found(limit, page)).isEqualTo(found(limit, command)).hasSize(1);
        }
    }

    private static boolean isServed(Path folder, String name) {
        return name.contains("webjars/")
                ? PageFilesTest.class.getResource("/META-INF/resources/" + name.substring(name.indexOf("webjars/")))
                        != null
                : Files.exists(folder.resolve(name));
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(WEB)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
