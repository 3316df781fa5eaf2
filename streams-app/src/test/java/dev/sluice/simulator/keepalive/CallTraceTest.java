package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallTraceTest {
    @TempDir
    Path folder;

    @Test
    void a_column_is_a_function_and_a_row_a_minute() throws IOException {
        CallTrace trace = CallTrace.read(file("timestamp_s,a,b\n600,0,3\n660,1,0\n720,0,0\n"));

        assertThat(trace.functions()).containsExactly("a", "b");
        assertThat(trace.firstMinute()).isEqualTo(10);
        assertThat(trace.minutes()).isEqualTo(3);
        assertThat(trace.called(0, 1)).isTrue();
        assertThat(trace.called(1, 0)).isTrue();
        assertThat(trace.called(1, 2)).isFalse();
    }

    @Test
    void shorter_steps_are_joined_to_minutes_and_missing_rows_are_silent() throws IOException {
        CallTrace trace = CallTrace.read(file("timestamp_s,a\n0,0\n30,2\n60,0\n90,0\n240,1\n"));

        assertThat(trace.minutes()).isEqualTo(5);
        assertThat(trace.active().get(0)).containsExactly(true, false, false, false, true);
    }

    @Test
    void functions_called_in_the_same_minutes_are_told_once() throws IOException {
        CallTrace trace = CallTrace.read(file("timestamp_s,a,b,c\n0,1,0,9\n60,0,1,0\n"));

        assertThat(trace.distinct().functions()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time,a;0,1;60,1|does not begin with timestamp_s",
                "timestamp_s,a;0,1|needs two rows",
                "timestamp_s,a;0,1;60,x|:3 holds no number",
                "timestamp_s,a;0,1;60,|:3 holds no number",
                "timestamp_s,a;0,1;60,-1|:3 holds no number of at least zero",
                "timestamp_s,a;0,1;60,1,1|:3 has 3 cells, its header 2",
                "timestamp_s,a;0,1;300,1|steps of at most 60 s",
                "timestamp_s,a;60,1;0,1|rising times"
            })
    void what_is_no_such_trace_is_refused_by_file_and_line(String lines, String message) throws IOException {
        Path file = file(lines.replace(';', '\n'));
        assertThatThrownBy(() -> CallTrace.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }
}
