package dev.sluice.cli.simulate.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulator.keepalive.CallTrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeepAliveReportTest {
    private static boolean[] every(int period) {
        boolean[] row = new boolean[720];
        for (int t = 0; t < row.length; t += period) {
            row[t] = true;
        }
        return row;
    }

    private static String print(boolean json, boolean[]... rows) {
        List<String> names = java.util.stream.IntStream.range(0, rows.length)
                .mapToObj(i -> "f" + i)
                .toList();
        StringWriter text = new StringWriter();
        KeepAliveReport.of(new CallTrace(0, names, List.of(rows)), 1, 0).print(new PrintWriter(text), json);
        return text.toString();
    }

    @Test
    void the_table_has_a_line_for_each_policy() {
        String table = print(false, every(5), every(30));
        assertThat(table)
                .startsWith("2 functions, 720 minutes")
                .contains("fixed 10 min", "fixed 240 min", "hybrid histogram", "sluice", "perfect knowledge")
                .doesNotContain("counted once");
        // every 5 minutes warm but for the first, every 30 always cold: 143 · 4 + 4 and 24 · 10 idle minutes
        assertThat(table.lines().filter(line -> line.startsWith("fixed 10 min")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains(" 816 ", " 1.00"));
    }

    @Test
    void functions_that_repeat_another_are_also_counted_once() throws IOException {
        JsonNode document = new ObjectMapper().readTree(print(true, every(30), every(30), every(5)));

        assertThat(document.get("functions").asInt()).isEqualTo(3);
        assertThat(document.get("policies")).hasSize(9);
        assertThat(document.get("policies_distinct_functions")).hasSize(9);
        JsonNode fixed = document.get("policies").get(0);
        assertThat(fixed.get("policy").asText()).isEqualTo("fixed 10 min");
        assertThat(fixed.get("cold_share_p75").asDouble()).isEqualTo(1);
        assertThat(fixed.get("idle_of_fixed_10").asDouble()).isEqualTo(1);
        assertThat(fixed.get("active_minutes").asInt()).isEqualTo(24 + 24 + 144);
    }
}
