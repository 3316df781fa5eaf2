package dev.sluice.simulator.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.Comparisons;
import dev.sluice.simulator.report.Comparisons.Fixed;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class ChartTest {
    private static final Comparison WEB = Comparisons.web();

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

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
