package dev.sluice.executor.processes.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CommandTemplateTest {
    private static final List<String> KNOWN = List.of("service", "port");

    private static List<String> words(String text) {
        return CommandTemplate.parse(text, KNOWN).with(Map.of("service", "my web; rm -rf /", "port", "20000"));
    }

    @Test
    void spaces_separate_and_quotes_keep_together() {
        assertThat(words("java  -jar 'my worker.jar'\t\"a \\\"b\\\"\" c\\ d ''"))
                .containsExactly("java", "-jar", "my worker.jar", "a \"b\"", "c d", "");
        assertThat(words("  ")).isEmpty();
    }

    @Test
    void a_value_stays_inside_its_word() {
        assertThat(words("run {service} --listen=:{port}"))
                .containsExactly("run", "my web; rm -rf /", "--listen=:20000");
    }

    @Test
    void what_a_shell_would_read_means_nothing() {
        assertThat(words("echo $HOME `id` > x | y && {} {\"a\":1}"))
                .containsExactly("echo", "$HOME", "`id`", ">", "x", "|", "y", "&&", "{}", "{a:1}");
    }

    @Test
    void typing_errors_are_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> words("run {prot}"))
                .withMessageContaining("{prot}");
        assertThatIllegalArgumentException().isThrownBy(() -> words("run 'web")).withMessageContaining("not closed");
    }

    @Test
    void any_words_that_are_quoted_come_back() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            List<String> words = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(i -> random.ints(random.nextInt(8), ' ', 127)
                            .mapToObj(c -> String.valueOf((char) c))
                            .reduce("", String::concat))
                    .toList();
            String text = words.stream()
                    .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                    .reduce("", (a, b) -> a + " " + b);
            assertThat(CommandTemplate.split(text)).isEqualTo(words);
        }
    }
}
