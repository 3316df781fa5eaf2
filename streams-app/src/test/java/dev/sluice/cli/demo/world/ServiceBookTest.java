package dev.sluice.cli.demo.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cli.demo.screen.ClosingTable;
import dev.sluice.cli.demo.service.DemoService;
import dev.sluice.cli.demo.service.FluidWork;
import dev.sluice.cli.demo.service.ServiceReplicas;
import dev.sluice.cli.demo.service.ServiceReplicas.InPool;
import dev.sluice.cli.demo.service.Site;
import dev.sluice.cli.demo.service.StaticFleet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The account of a service that runs in several pools. */
final class ServiceBookTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final DemoService embeddings = named("embeddings");
    private final FluidWork work = new FluidWork(embeddings);
    private final ServiceBook book = new ServiceBook(embeddings, work);

    private static DemoService named(String name) {
        return DemoService.all(Duration.ofSeconds(10), 1).stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Of each pool of the embeddings so many that are ready, and so many that are paid for. */
    private ServiceReplicas replicas(int[] ready, int[] ordered) {
        List<Site> sites = embeddings.sites();
        return new ServiceReplicas(List.of(
                new InPool(sites.get(0), ready[0], ordered[0]),
                new InPool(sites.get(1), ready[1], ordered[1]),
                new InPool(sites.get(2), ready[2], ordered[2])));
    }

    @Test
    void every_service_runs_somewhere_and_one_can_be_mixed() {
        assertThat(DemoService.all(Duration.ofSeconds(10), 1))
                .hasSize(5)
                .allSatisfy(service -> assertThat(service.sites()).isNotEmpty());
        assertThat(embeddings.sites()).extracting(Site::name).containsExactly("cpu", "a10g", "h100");
    }

    @Test
    void capacity_is_what_is_ready_and_the_price_is_of_all_that_is_ordered() {
        ServiceReplicas some = replicas(new int[] {4, 2, 0}, new int[] {6, 2, 1});
        assertThat(some.capacity()).isEqualTo(4 * 60 + 2 * 800);
        assertThat(some.pricePerHour()).isCloseTo(6 * .17 + 2 * 1.0 + 3.9, within(1e-9));
        assertThat(some).hasToString("cpu 4+2 a10g 2 h100 0+1");
        assertThat(replicas(new int[3], new int[3])).hasToString("none");
    }

    @Test
    void replica_hours_and_money_are_kept_by_pool() {
        book.paid(replicas(new int[3], new int[] {10, 0, 1}), HALF_AN_HOUR);
        book.paid(replicas(new int[3], new int[] {0, 2, 1}), HALF_AN_HOUR);

        assertThat(book.replicaHours()).isEqualTo("cpu 5.00  a10g 1.00  h100 1.00");
        assertThat(book.paid()).isCloseTo(5 * .17 + 1.0 + 3.9, within(1e-9));
    }

    @Test
    void what_finds_no_capacity_fails() {
        work.serve(1_000_000, 1000, HALF_AN_HOUR);
        work.serve(3_000_000, 1000, HALF_AN_HOUR);
        assertThat(work.unservedShare()).isCloseTo(1.2 / 4, within(1e-9));
        assertThat(work.served()).isEqualTo(2_800_000);
    }

    @Test
    void what_queues_waits_instead_of_failing() {
        FluidWork mailer = new FluidWork(named("mailer"));
        mailer.serve(5000, 2, HALF_AN_HOUR);
        assertThat(mailer.waiting()).isEqualTo(1400);
        mailer.serve(0, 2, HALF_AN_HOUR);
        assertThat(mailer.waiting()).isZero();
        assertThat(mailer.unservedShare()).isZero();
    }

    @Test
    void the_fleet_of_fixed_size_keeps_the_promise_with_no_replica_more_than_that_takes() {
        List<DemoService> fluid = DemoService.all(Duration.ofSeconds(10), 1).stream()
                .filter(service -> service.model().isEmpty())
                .toList();
        for (DemoService service : fluid) {
            StaticFleet fleet = StaticFleet.of(service);
            double capacity = fleet.mix().capacity();
            double arrived = 0;
            double missed = 0;
            for (double units : service.demand().values()) {
                arrived += units;
                missed += Math.max(0, units - capacity * 10);
            }
            if (service.policy().objective() instanceof dev.sluice.sizing.Objective.Unserved promise) {
                assertThat(missed / arrived).as(service.name()).isBetween(0.0, promise.share());
            }
            assertThat(capacity)
                    .as(service.name())
                    .isLessThanOrEqualTo(service.policy().replicas().max()
                            * service.sites().get(0).perReplica());
        }
    }

    @Test
    void the_closing_table_says_the_mix_and_what_it_cost_beside_the_fixed_one() {
        book.paid(replicas(new int[3], new int[] {10, 0, 2}), HALF_AN_HOUR);
        StringWriter text = new StringWriter();
        new ClosingTable(new PrintWriter(text)).show(List.of(book), new Latencies(), 3.5, HALF_AN_HOUR);

        double fixed = .5 * book.staticFleet().mix().pricePerHour();
        assertThat(text.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("service replica-hours paid static saved static mix")
                .contains(String.format(
                        java.util.Locale.ROOT,
                        "embeddings cpu 5.00 h100 1.00 4.75 %.2f %.0f%% %s",
                        fixed,
                        100 * (1 - 4.75 / fixed),
                        book.staticFleet().toString().replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("total 4.75 "))
                .anyMatch(line -> line.contains("; 3.50 of it Sluice has told"));
    }
}
