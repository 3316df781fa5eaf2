package dev.sluice.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.baseline.Baselines;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ReportTest {
    private static final Comparison WEB = web();

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
    void a_picture_is_an_svg_with_two_panels_for_each_autoscaler() throws Exception {
        Document svg = parsed(Picture.svg(WEB));
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("clipPath").getLength()).isEqualTo(6);
        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("web <1>");
    }

    @Test
    void red_is_as_large_as_what_was_not_served() {
        Scenario s = new Scenario("gap", new Trace(0, 60, new double[] {60, 180, 60}), ServiceModel.of(1, 0), .01, 0);
        Comparison gap = Comparison.of(s, List.of(Baseline.of("one", x -> new Fixed(1))));
        Columns columns = new Columns(s, gap.entries().get(0).run(), Stretch.whole(s), 3);
        assertThat(columns.missing).containsExactly(0, 2, 0);
        assertThat(columns.ready).containsExactly(1, 1, 1);
        Columns together = new Columns(s, gap.entries().get(0).run(), Stretch.whole(s), 1);
        assertThat(together.missing[0]).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(together.demandPeak()).isEqualTo(3);
    }

    @Test
    void the_close_up_is_around_what_was_missed_most() {
        double[] demand = new double[1000];
        Arrays.fill(demand, 60);
        demand[700] = 600;
        Scenario s = new Scenario("gap", new Trace(0, 60, demand), ServiceModel.of(1, 0), .01, 0);
        Comparison gap = Comparison.of(s, List.of(Baseline.of("one", x -> new Fixed(1))));
        assertThat(Stretch.worst(s, gap.entries().get(0).run())).isEqualTo(new Stretch(610, 790));
    }

    @Test
    void a_page_holds_picture_and_numbers_and_needs_nothing_else() {
        String page = Page.html(WEB);
        assertThat(page).contains("<svg", "web &lt;1&gt;", "accuracy U %").doesNotContain("<script", "href=");
    }

    @Test
    void axes_have_round_numbers_and_times() {
        assertThat(Axis.counts(37, 4)).extracting(Axis.Tick::label).containsExactly("0", "10", "20", "30");
        assertThat(Axis.times(0, 86_400, 8)).extracting(Axis.Tick::label).contains("03:00", "21:00", "day 2");
        assertThat(Axis.times(804_571_200, 804_571_200 + 7 * 86_400, 8))
                .extracting(Axis.Tick::label)
                .contains("2 Jul", "7 Jul");
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

    private static Comparison web() {
        Trace trace = Workloads.of(Kind.WEB_DAY, 60, 3, 4).trace();
        Scenario s = Scenario.of("web <1>", trace, ServiceModel.of(trace.quantile(.99) / 20 / 60, 60_000));
        Baselines all = Baselines.within(new Bounds(1, 1000));
        return Comparison.of(s, List.of(all.get("reactive"), all.get("hpa-tuned"), all.get("oracle")));
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    /** Always the same size. */
    private static final class Fixed implements Scaler {
        private final int size;

        Fixed(int size) {
            this.size = size;
        }

        @Override
        public int start(int needed) {
            return size;
        }

        @Override
        public void observe(Observation window) {}

        @Override
        public OptionalInt decide(long now, Fleet fleet) {
            return OptionalInt.empty();
        }
    }
}
