package dev.sluice.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.keepalive.CallTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallTraceReaderTest {
    @TempDir
    Path folder;

    @Test
    void a_column_is_a_function_and_a_row_a_minute() throws IOException {
        CallTrace trace = calls(file("timestamp_s,a,b\n600,0,3\n660,1,0\n720,0,0\n"));

        assertThat(trace.functions()).containsExactly("a", "b");
        assertThat(trace.firstMinute()).isEqualTo(10);
        assertThat(trace.minutes()).isEqualTo(3);
        assertThat(trace.called(0, 1)).isTrue();
        assertThat(trace.called(1, 0)).isTrue();
        assertThat(trace.called(1, 2)).isFalse();
    }

    @Test
    void shorter_steps_are_joined_to_minutes_and_missing_rows_are_silent() throws IOException {
        CallTrace trace = calls(file("timestamp_s,a\n0,0\n30,2\n60,0\n90,0\n240,1\n"));

        assertThat(trace.minutes()).isEqualTo(5);
        assertThat(trace.active().get(0)).containsExactly(true, false, false, false, true);
    }

    @Test
    void functions_called_in_the_same_minutes_are_told_once() throws IOException {
        CallTrace trace = calls(file("timestamp_s,a,b,c\n0,1,0,9\n60,0,1,0\n"));

        assertThat(trace.distinct().functions()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clock,a;0,1;60,1|--time-column",
                "time;0;60|no column of a function",
                "timestamp_s,a;0,1|needs two rows",
                "timestamp_s,a;0,1;60,x|:3: 'x' in column a is no demand",
                "timestamp_s,a;0,1;60,|:3: '' in column a is no demand",
                "timestamp_s,a;0,1;60,-1|:3: '-1' in column a is no demand",
                "timestamp_s,a;0,1;60,1,1|:3 has 3 cells, its header 2",
                "timestamp_s,a;0,1;300,1|steps of at most 60 s",
                "timestamp_s,a;60,1;60,1|with different times",
                "timestamp_s,a;0,1;30,1;90000000000,1|fit in memory"
            })
    void what_is_no_such_trace_is_refused_by_file_and_line(String lines, String message) throws IOException {
        Path file = file(lines.replace(';', '\n'));
        assertThatThrownBy(() -> CallTraceReader.read(file, TraceFormat.PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void the_newest_row_may_come_first_and_silent_minutes_are_told() throws IOException {
        CallTraceReader.ReadCalls read = CallTraceReader.read(
                file("\uFEFFa;time\n4;2023-11-14 00:05:00\n0;2023-11-14 00:01:00\n1;2023-11-14 00:00:00\n"),
                TraceFormat.PLAIN);

        assertThat(read.trace().active().get(0)).containsExactly(true, false, false, false, false, true);
        assertThat(read.notes())
                .containsExactly(
                        "times without a zone are in UTC (--time-zone names another)",
                        "3 minutes of 6 without a row count as without a call");
    }

    private static CallTrace calls(Path file) {
        return CallTraceReader.read(file, TraceFormat.PLAIN).trace();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }
}
