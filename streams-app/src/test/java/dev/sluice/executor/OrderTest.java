package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.commands.Commands;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OrderTest {
    @Test
    void an_id_names_the_command() {
        assertThat(new Order(new Target("checkout", "gpu"), 5, 7).id()).isEqualTo("checkout/7/gpu");
        assertThat(new Order(Target.of("checkout"), 5, 7).id()).isEqualTo("checkout/7/");
    }

    @Test
    void no_two_targets_have_the_same_id_and_it_fits_in_a_header() {
        Random random = new Random(7);
        Set<Target> targets = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            Target target = new Target(name(random) + "a", name(random));
            String id = new Order(target, 1, 3).id();
            assertThat(id).matches("[A-Za-z0-9%_-]+/3/[A-Za-z0-9%_-]*");
            targets.add(target);
            ids.add(id);
        }
        assertThat(ids).hasSameSizeAs(targets);
    }

    /** A name of the characters that separate, escape or are not ASCII. */
    private static String name(Random random) {
        String characters = "a/.%+ *ü\n2Fµ";
        StringBuilder name = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            name.append(characters.charAt(random.nextInt(characters.length())));
        }
        return name.toString();
    }

    @Test
    void the_order_of_a_command_says_why_and_until_when() {
        Order.Cause cause = Order.of(Commands.command("checkout", 5, 1, Commands.NOON))
                .cause()
                .orElseThrow();

        assertThat(cause.reason()).isEqualTo("FORECAST");
        assertThat(Duration.between(cause.issuedAt(), cause.validUntil())).isPositive();
    }

    @Test
    void the_order_of_a_command_says_how_long_a_replica_may_drain() {
        ScalingCommand plain = Commands.command("checkout", 5, 1, Commands.NOON);
        ScalingCommand drained =
                ScalingCommand.newBuilder(plain).setDrainMs(30_000L).build();

        assertThat(Order.of(plain).drain()).isEmpty();
        assertThat(Order.of(drained).drain()).contains(Duration.ofSeconds(30));
        assertThatThrownBy(() -> Order.of(
                        ScalingCommand.newBuilder(plain).setDrainMs(-1L).build()))
                .hasMessageContaining("drain");
    }
}
