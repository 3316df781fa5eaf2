package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CommandedResourcesTest {
    private static final long GIB = 1L << 30;
    private static final Resources SMALL = new Resources(1, 2 * GIB, 0, 0, 0);
    private static final Resources MEDIUM = new Resources(2, 4 * GIB, 0, 0, 0);
    private static final Resources LARGE = new Resources(4, 8 * GIB, 0, 0, 0);
    private final CommandedResources size = new CommandedResources();

    private static Pool machines() {
        return new Pool("cpu", LARGE, .8, Pool.UNLIMITED, Duration.ZERO, Optional.empty());
    }

    @Test
    void while_no_size_is_commanded_replicas_serve_and_cost_what_is_declared() {
        assertThat(size.size()).isEmpty();
        assertThat(size.stated()).isEmpty();
        assertThat(size.factor()).isEqualTo(1);
        assertThat(size.priced(machines())).isEqualTo(machines());
    }

    @Test
    void the_stated_rate_holds_for_what_ran_before_the_first_command_however_many_follow() {
        size.command(MEDIUM, Optional.of(SMALL), 1.8);
        size.command(LARGE, Optional.of(MEDIUM), 3.2);
        assertThat(size.stated()).contains(SMALL);
        assertThat(size.size()).contains(LARGE);
        assertThat(size.factor()).isEqualTo(3.2);
    }

    @Test
    void where_nothing_told_what_ran_before_the_next_report_of_it_tells() {
        size.command(MEDIUM, Optional.empty(), 1);
        assertThat(size.stated()).isEmpty();
        size.command(LARGE, Optional.of(MEDIUM), 2);
        assertThat(size.stated()).contains(MEDIUM);
    }

    @Test
    void a_part_of_a_machine_costs_its_share_of_the_machine() {
        size.command(SMALL, Optional.of(LARGE), .25);
        assertThat(size.priced(machines()).pricePerHour()).isCloseTo(.2, within(1e-12));
        size.command(new Resources(1, 6 * GIB, 0, 0, 0), Optional.of(SMALL), .25);
        assertThat(size.priced(machines()).pricePerHour())
                .as("by the resource that it takes most of")
                .isCloseTo(.6, within(1e-12));
    }

    @Test
    void a_pool_whose_replicas_have_no_declared_size_keeps_its_price() {
        size.command(SMALL, Optional.of(LARGE), .25);
        assertThat(size.priced(Pool.of("cpu", .8)).pricePerHour()).isEqualTo(.8);
    }

    @Test
    void a_size_that_is_left_to_the_platform_again_leaves_nothing_behind() {
        byte[] before = ServiceHarness.bytes(size::write);
        size.command(MEDIUM, Optional.of(SMALL), 1.8);
        size.release();
        assertThat(ServiceHarness.bytes(size::write)).isEqualTo(before);
        size.command(LARGE, Optional.of(MEDIUM), 2);
        assertThat(size.stated()).as("what ran when it was commanded anew").contains(MEDIUM);
    }

    @Test
    void any_size_is_written_and_read_back_exactly() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            CommandedResources written = new CommandedResources();
            if (random.nextInt(5) > 0) {
                Optional<Resources> before = random.nextBoolean() ? Optional.of(any(random)) : Optional.empty();
                written.command(any(random), before, random.nextDouble() * 4);
            }
            CommandedResources read = new CommandedResources();
            read.command(LARGE, Optional.of(SMALL), 9);
            read.read(ServiceHarness.in(ServiceHarness.bytes(written::write)));
            assertThat(read.size()).isEqualTo(written.size());
            assertThat(read.stated()).isEqualTo(written.stated());
            assertThat(read.factor()).isEqualTo(written.factor());
        }
    }

    private static Resources any(Random random) {
        return new Resources(
                random.nextInt(640) / 10.0,
                random.nextLong(1L << 42),
                random.nextInt(32) / 4.0,
                random.nextLong(1L << 38),
                random.nextLong(1L << 45));
    }
}
