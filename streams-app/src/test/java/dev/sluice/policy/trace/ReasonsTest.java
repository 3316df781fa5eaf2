package dev.sluice.policy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of reasons, and the same text for the web page. Made new by {@code -Dsluice.write-docs=true} on this test. */
final class ReasonsTest {
    private static final Pattern CONSTANT =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+([A-Z_]+)[,;\\s]", Pattern.DOTALL);
    private static final Path PAGE = ofProject("docs/reasons.md");
    private static final Path WEB = ofProject("streams-app/src/main/resources/web/reasons.json");

    @Test
    void every_reason_says_what_it_means_and_what_to_do() throws IOException {
        assertThat(comments().keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::name).toList());
        assertThat(comments().values()).allMatch(comment -> comment.split("<p>").length == 2);
    }

    @Test
    void the_page_of_reasons_is_current() throws IOException {
        String page = page();
        if (Boolean.getBoolean("sluice.write-docs")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void the_texts_of_the_web_page_are_current() throws IOException {
        String texts = texts();
        if (Boolean.getBoolean("sluice.write-docs")) {
            Files.writeString(WEB, texts);
        }
        assertThat(Files.readString(WEB)).isEqualTo(texts);
    }

    /** One line for each reason: what it means and what to do. */
    private static String texts() throws IOException {
        return comments().entrySet().stream()
                .map(reason -> {
                    String[] said = reason.getValue().split("<p>");
                    return "  \"" + reason.getKey() + "\": {\"means\": " + quoted(said[0].strip()) + ", \"todo\": "
                            + quoted(said[1].strip()) + "}";
                })
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String page() throws IOException {
        String rows = comments().entrySet().stream()
                .map(reason -> {
                    String[] said = reason.getValue().split("<p>");
                    return "| `" + reason.getKey() + "` | " + said[0].strip() + " | " + said[1].strip() + " |\n";
                })
                .collect(Collectors.joining());
        return """
                # Reasons

                Every decision, and every stage of it that `sluice explain` prints, has a reason. This page is generated from
                `policy.trace.Reason`; `ReasonsTest` holds it current and says how.

                | reason | what it means | what to do |
                |---|---|---|
                """ + rows;
    }

    /** The comment of each constant, as one line of Markdown. */
    private static Map<String, String> comments() throws IOException {
        String source = Files.readString(ofProject("streams-app/src/main/java/dev/sluice/policy/trace/Reason.java"));
        Matcher found = CONSTANT.matcher(source.substring(source.indexOf("enum Reason")));
        Map<String, String> comments = new LinkedHashMap<>();
        while (found.find()) {
            String comment = found.group(1)
                    .replaceAll("\\s*\\n\\s*\\*", " ")
                    .replaceAll("\\s+", " ")
                    .strip();
            comments.put(found.group(2), comment.replaceAll("\\{@code ([^}]*)}", "`$1`"));
        }
        return comments;
    }

    /** A file of the project, from its directory or that of the module. */
    private static Path ofProject(String path) {
        return Files.exists(Path.of("docs")) ? Path.of(path) : Path.of("..").resolve(path);
    }
}
