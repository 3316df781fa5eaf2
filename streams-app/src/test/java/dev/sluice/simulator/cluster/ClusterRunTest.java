package dev.sluice.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.cluster.score.ClusterScore;
import dev.sluice.simulator.cluster.score.ServiceScore;
import dev.sluice.simulator.workload.Workload.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class ClusterRunTest {
    private static final double DAY_OF_STEPS = 288;

    @Test
    void steady_demand_ends_in_the_cheapest_pool_and_is_paid_by_its_price() {
        ClusterService steady = Clusters.service("steady", steady(140));
        ServiceScore score =
                ClusterScore.of(Clusters.of(100, 100, steady)).services().get(0);

        assertThat(score.unservedShare()).isLessThan(.01);
        double hours = .7 * 24;
        assertThat(score.replicaHours("h100")).isCloseTo(hours, within(hours * .02));
        assertThat(score.cost()).isCloseTo(3.9 * hours, within(3.9 * hours * .05));
    }

    @Test
    void without_gpus_in_the_pool_the_same_demand_runs_on_cpus() {
        ClusterService steady = Clusters.service("steady", steady(140));
        ServiceScore score =
                ClusterScore.of(Clusters.of(0, 0, steady)).services().get(0);

        assertThat(score.unservedShare()).isLessThan(.01);
        assertThat(score.replicaHours("h100")).isZero();
        assertThat(score.replicaHours("cpu")).isGreaterThan(.7 * 24 * 140 / 3 * .98);
    }

    @Test
    void a_limit_is_never_exceeded_by_all_services_together() {
        ClusterRunResult course = ClusterRun.of(crowded(3, 1));

        assertThat(course.peaks().get("a10g")).isEqualTo(3);
        assertThat(course.peaks().get("h100")).isEqualTo(1);
        assertThat(course.services())
                .allSatisfy(service -> assertThat(
                                ServiceScore.of(service, crowded(3, 1)).unservedShare())
                        .isLessThan(.021));
    }

    /** Each can have of one pool what it does not get of the other; the run fails where that has no end. */
    @Test
    void services_that_are_cut_in_one_pool_and_then_in_the_other_come_to_rest() {
        ClusterService[] services = new ClusterService[6];
        for (int i = 0; i < services.length; i++) {
            services[i] = Clusters.service("s" + i, Clusters.demand(Kind.WEB_DAY, 1, i, 300 + 50 * i));
        }
        assertThat(ClusterRun.of(Clusters.of(24, 8, services)).peaks())
                .containsEntry("a10g", 24)
                .containsEntry("h100", 8);
    }

    @Test
    void the_same_cluster_takes_the_same_course() {
        assertThat(ClusterScore.of(crowded(3, 1)).cost())
                .isEqualTo(ClusterScore.of(crowded(3, 1)).cost());
    }

    @Test
    void a_service_that_ends_gives_back_what_it_held() {
        Trace hours = new Trace(
                0, 300, DoubleStream.generate(() -> 140 * 300).limit(24).toArray());
        ClusterService brief = Clusters.on("brief", hours, term("cpu", 3), term("h100", 150));
        ClusterService after = Clusters.on("later", steady(140), term("cpu", 3), term("h100", 150));

        ClusterRunResult course = ClusterRun.of(Clusters.of(0, 1, brief, after));

        assertThat(course.peaks().get("h100")).isEqualTo(1);
        long[][] paid = course.services().get(1).paid();
        // the first two hours the other has the only GPU, at the end of the day this one has
        assertThat(paid[20][1]).isZero();
        assertThat(paid[280][1]).isEqualTo(300_000);
    }

    @Test
    void replicas_that_the_provider_takes_back_are_replaced_and_missed_meanwhile() {
        Pool spot = Clusters.LARGE_GPU.withSpot(1);
        ClusterService steady = Clusters.on("steady", steady(1400), term("h100", 150));
        ClusterScenario cluster = new ClusterScenario(List.of(spot), List.of(steady), 7);

        ServiceScore taken = ClusterScore.of(cluster).services().get(0);
        ServiceScore kept = ClusterScore.of(new ClusterScenario(List.of(Clusters.LARGE_GPU), List.of(steady), 7))
                .services()
                .get(0);

        // each is away for five minutes of each hour and five minutes
        assertThat(taken.unservedShare()).isGreaterThan(kept.unservedShare() + .001);
        assertThat(taken.unservedShare()).isLessThan(.1);
    }

    @Test
    void what_cannot_be_played_is_named() {
        Trace trace = steady(1);
        assertThatThrownBy(() -> Clusters.on("web", trace)).hasMessageContaining("web names no pool");
        assertThatThrownBy(() -> Clusters.on("web", trace, new PoolTerms("cpu", OptionalDouble.empty(), 0)))
                .hasMessageContaining("web does not say what one replica serves in cpu");
        ClusterService astray = Clusters.on("web", trace, term("tpu", 1));
        assertThatThrownBy(() -> Clusters.of(1, 1, astray)).hasMessageContaining("web names the pool tpu");
        ClusterService web = Clusters.service("web", trace);
        assertThatThrownBy(() -> Clusters.of(1, 1, web, web)).hasMessageContaining("the same name");
    }

    @Test
    void a_promise_is_relaxed_and_a_service_confined_without_a_change_of_its_weight() {
        ClusterService web = Clusters.service("web", steady(1));
        assertThat(web.promising(2).objective()).isEqualTo(.02);
        assertThat(web.confinedTo("h100").firstRate()).isEqualTo(150);
        assertThat(web.confinedTo("h100").weightRate()).isEqualTo(3);
        assertThat(ScalingPolicy.of("web", 1).placement().pools()).isEmpty();
    }

    private static ClusterScenario crowded(int small, int large) {
        return Clusters.of(
                small,
                large,
                Clusters.service("web", Clusters.demand(Kind.WEB_DAY, 1, 1, 150)),
                Clusters.service("office", Clusters.demand(Kind.OFFICE_WEEK, 1, 2, 150)),
                Clusters.service("tokens", Clusters.demand(Kind.LLM_TOKENS, 1, 3, 100)));
    }

    private static PoolTerms term(String pool, double rate) {
        return new PoolTerms(pool, OptionalDouble.of(rate), 0);
    }

    /** A day of so many units per second. */
    private static Trace steady(double rate) {
        double[] values = new double[(int) DAY_OF_STEPS];
        Arrays.fill(values, rate * 300);
        return new Trace(0, 300, values);
    }
}
