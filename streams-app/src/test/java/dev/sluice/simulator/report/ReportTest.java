package dev.sluice.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.report.Comparisons.Fixed;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Comparison WEB = Comparisons.web();

    @Test
    void a_table_has_a_row_for_each_autoscaler_in_both_halves() {
        String table = ComparisonTable.of(WEB);
        for (String name : List.of("reactive", "hpa-tuned", "oracle")) {
            assertThat(table.lines().filter(l -> l.startsWith(name + " "))).hasSize(2);
        }
        assertThat(table.lines().filter(l -> l.startsWith("oracle")).findFirst().orElseThrow())
                .contains("0.00", "1.000");
    }

    @Test
    void json_says_the_same_in_full() throws Exception {
        JsonNode root = new ObjectMapper().readTree(ComparisonJson.of(List.of(WEB)));
        JsonNode reactive = root.get("traces").get(0).get("scores").get("reactive");
        assertThat(reactive.get("unservedPercent").asDouble())
                .isEqualTo(WEB.card("reactive").orElseThrow().unservedPercent());
        assertThat(root.get("all").get("reactive").get("traces").asInt()).isEqualTo(1);
        assertThat(root.get("all").get("reactive").has("against hpa-tuned")).isTrue();
    }

    @Test
    void several_traces_are_summed_up_and_compared_where_both_keep_the_objective() {
        // half the load: one replica too many costs 2; twice the load: one replica misses half
        Comparison easy = fixed("easy", 60, 1, 2);
        Comparison hard = fixed("hard", 120, 1, 2);
        Comparison harder = fixed("harder", 180, 2, 3);
        List<Comparison> all = List.of(easy, hard, harder);

        Summary small = Summary.of("hpa-tuned", all);
        assertThat(small.kept()).isEqualTo(1);
        assertThat(small.unserved().median()).isCloseTo(100 / 3.0, within(1e-9));
        assertThat(small.unserved().mean()).isCloseTo((0 + 50 + 100 / 3.0) / 3, within(1e-9));
        Summary.Against against =
                Summary.of("other", all).against("hpa-tuned", all).orElseThrow();
        assertThat(against.both()).isEqualTo(1);
        assertThat(against.geometricMean()).isCloseTo(2, within(1e-9));
        assertThat(against.withoutBest()).isNaN();
        assertThat(against.onlyThis()).isEqualTo(2);
        assertThat(against.onlyOther()).isZero();
        assertThat(SummaryTable.of(all)).contains("easy", "!50.00 / 0.50", "1/3", "3/3");
    }

    private static Comparison fixed(String name, double demand, int tuned, int other) {
        Scenario s = new Scenario(
                name, new Trace(0, 60, new double[] {demand, demand, demand}), ServiceModel.of(1, 0), .01, 0);
        return Comparison.of(
                s,
                List.of(Baseline.of("hpa-tuned", x -> new Fixed(tuned)), Baseline.of("other", x -> new Fixed(other))));
    }
}
