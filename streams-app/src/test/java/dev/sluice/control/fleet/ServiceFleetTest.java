package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.pool.PoolTerms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A service's replicas in pools that come and go. */
final class ServiceFleetTest {
    private final ServiceFleet fleet = new ServiceFleet();

    @Test
    void a_service_that_has_named_three_hundred_pools_keeps_those_that_are_in_use() throws IOException {
        for (int month = 0; month < 300; month++) {
            fleet.named(List.of(terms("pool-" + month)));
            fleet.order("pool-" + month, month == 7 ? 3 : 0, month);
        }
        ServiceFleet again = readBack();
        assertThat(again.pools()).containsExactly(ServiceFleet.ONLY, "pool-299", "pool-7");
        assertThat(again.in("pool-7").ordered()).isEqualTo(3);
    }

    @Test
    void three_hundred_pools_that_are_all_in_use_are_read_back() throws IOException {
        for (int i = 0; i < 300; i++) {
            fleet.named(List.of(terms("pool-" + i)));
            fleet.order("pool-" + i, 1 + i, i);
        }
        ServiceFleet again = readBack();
        assertThat(again.pools()).hasSize(301);
        assertThat(again.orderedByPool()).isEqualTo(fleet.orderedByPool());
    }

    @Test
    void a_pool_that_is_forgotten_takes_no_generation_with_it() throws IOException {
        fleet.named(List.of(terms("gpu")));
        long newest = fleet.order("gpu", 4, 0);
        newest = Math.max(newest, fleet.order("gpu", 0, 10));
        fleet.named(List.of(terms("cpu")));
        assertThat(fleet.pools()).doesNotContain("gpu");
        assertThat(readBack().order("cpu", 2, 20)).isEqualTo(newest + 1);
    }

    @Test
    void what_a_service_moves_out_of_is_no_part_of_its_size() {
        fleet.named(List.of(terms("spot"), terms("firm")));
        fleet.offered(List.of(offer("spot", 10), offer("firm", 34)));
        fleet.order("spot", 4, 0);
        fleet.order("firm", 2, 0);
        assertThat(fleet.settled()).as("in no mix yet").isEqualTo(fleet.ordered());
        fleet.settles(Map.of("firm", 2, "spot", 0));
        assertThat(fleet.ordered()).isEqualTo(11);
        assertThat(fleet.settled()).isEqualTo(7);
        assertThat(fleet.settledExactly()).isEqualTo(6.8);
        fleet.settles(Map.of("firm", 20));
        assertThat(fleet.settled()).as("what is not ordered yet is none either").isEqualTo(11);
    }

    private static PoolOffer offer(String pool, double rate) {
        return new PoolOffer(Pool.of(pool, 1), rate, 0);
    }

    @Test
    void the_newest_commands_alone_tell_sizes_and_generations() throws IOException {
        fleet.named(List.of(terms("gpu"), terms("cpu")));
        fleet.order("gpu", 4, 1000);
        fleet.order("cpu", 9, 2000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fleet.writeNewest(new DataOutputStream(bytes));

        ServiceFleet again = new ServiceFleet();
        again.readNewest(in(bytes));

        assertThat(again.orderedByPool()).isEqualTo(fleet.orderedByPool());
        assertThat(again.newest()).isEqualTo(2);
        assertThat(again.in("cpu").mustCommand()).isFalse();
        assertThat(again.order("gpu", 5, 3000)).isEqualTo(3);
    }

    private ServiceFleet readBack() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fleet.write(new DataOutputStream(bytes));
        ServiceFleet again = new ServiceFleet();
        again.read(in(bytes));
        return again;
    }

    private static DataInputStream in(ByteArrayOutputStream bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static PoolTerms terms(String pool) {
        return new PoolTerms(pool, OptionalDouble.of(10), 0);
    }
}
