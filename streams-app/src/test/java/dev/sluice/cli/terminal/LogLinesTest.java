package dev.sluice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Names in the log come from records: none of them may forge a line, repaint a terminal or fill a disk. */
class LogLinesTest {
    private static final int CUT = 4_000;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream log =
            new LogLines(new PrintStream(written, true, StandardCharsets.UTF_8), StandardCharsets.UTF_8);

    @Test
    void a_name_with_line_breaks_forges_no_line() {
        log.println("the value names a\nERROR all is lost\r\u2028\u0085x");
        assertThat(written()).isEqualTo("the value names a\\u000aERROR all is lost\\u000d\\u2028\\u0085x\n");
    }

    @Test
    void escape_sequences_and_marks_of_direction_are_shown_and_not_obeyed() {
        log.println("\u001b[2Jgone \u202Ertl \ud800!");
        assertThat(written()).isEqualTo("\\u001b[2Jgone \\u202ertl \\ud800!\n");
    }

    @Test
    void words_of_any_script_are_as_they_were() {
        log.println("Straße 東京 مرحبا 😀\tend");
        assertThat(written()).isEqualTo("Straße 東京 مرحبا 😀\tend\n");
    }

    @Test
    void a_name_of_a_megabyte_is_cut() {
        log.println("x".repeat(1_000_000));
        assertThat(written()).isEqualTo("x".repeat(CUT) + "… (1000000 characters)\n");
    }

    @Test
    void a_stack_trace_keeps_its_lines_and_the_message_of_its_error_is_one_of_them() {
        new IllegalStateException("one\ntwo").printStackTrace(log);
        assertThat(written().lines())
                .startsWith("java.lang.IllegalStateException: one\\u000atwo")
                .hasSizeGreaterThan(2)
                .anyMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void what_a_command_prints_passes_as_it_is() {
        PrintWriter command = new PrintWriter(log, true, StandardCharsets.UTF_8);
        command.println("two\nlines \u001b[1mbold");
        assertThat(written()).isEqualTo("two\nlines \u001b[1mbold\n");
    }

    @Test
    void whatever_is_logged_is_one_line() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            String text = random.ints(20, 0, 0x2100)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(LogLines.safe(text).lines()).hasSize(1);
            assertThat(LogLines.safe(LogLines.safe(text))).isEqualTo(LogLines.safe(text));
        }
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
