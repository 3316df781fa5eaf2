package dev.sluice.simulator.cluster.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.cluster.Clusters;
import dev.sluice.simulator.report.ClusterJson;
import dev.sluice.simulator.report.ClusterTable;
import dev.sluice.simulator.workload.Workload.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("On generated demand that is larger than the GPUs there are, mixing pools")
final class ClusterQualityTest {
    private static ClusterComparison comparison;

    @BeforeAll
    static void play() {
        comparison = ClusterComparison.of(Clusters.of(
                16,
                4,
                Clusters.service("web", Clusters.demand(Kind.WEB_DAY, 4, 1, 900)),
                Clusters.service("office", Clusters.demand(Kind.OFFICE_WEEK, 4, 2, 900)),
                Clusters.service("tokens", Clusters.demand(Kind.LLM_TOKENS, 4, 3, 150))));
    }

    @Test
    @DisplayName("saves a fifth of the best single pools' cost and leaves no more unserved")
    void saves() {
        assertThat(comparison.equal().score().unservedShare())
                .isLessThanOrEqualTo(comparison.single().score().unservedShare());
        assertThat(comparison.savedAtEqualService())
                .as(ClusterTable.of(comparison))
                .isGreaterThan(.2);
    }

    @Test
    @DisplayName("keeps every promise that a single pool keeps")
    void keeps() {
        assertThat(comparison.single().score().services().stream()
                        .filter(ServiceScore::keeps)
                        .map(ServiceScore::name))
                .contains("web", "office")
                .allSatisfy(name -> assertThat(comparison.mixed().service(name).keeps())
                        .as(name)
                        .isTrue());
    }

    @Test
    @DisplayName("costs more than who knows the demand and less than a fleet for the peak")
    void between() {
        assertThat(comparison.mixed().cost()).isBetween(comparison.floorCost(), comparison.staticPeakCost());
    }

    @Test
    @DisplayName("is reported as a table and as JSON")
    void reported() {
        assertThat(ClusterTable.of(comparison)).contains("single pool", "total", "at equal service", "static peak");
        assertThat(ClusterJson.of(comparison)).contains("\"savedAtEqualService\"", "\"replicaHours\"", "\"office\"");
    }
}
