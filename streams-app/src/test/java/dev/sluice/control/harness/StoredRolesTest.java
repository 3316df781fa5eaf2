package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.Objective;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What version 0.1 stored of two roles after the hour of {@link #before}. {@code -Dsluice.state.write=DIRECTORY} writes what
 * this one stores.
 */
@DisplayName("Prefill and decode that an earlier version stored")
final class StoredRolesTest {
    private static final Path STORED = Path.of("src/test/resources/state-parts/roles-0.1");

    /** A prefill replica computes 5,000 prompt tokens per second, and a decode replica generates up to 2,000. */
    private static ModelFleet before() {
        Roles roles = new Roles(new Roles.Of("p", OptionalDouble.empty()), new Roles.Of("d", OptionalDouble.empty()));
        return new ModelFleet()
                .pool("p", 4, 120, 5000, 0)
                .pool("d", 2, 20, 0, 2000)
                .running("p", 4)
                .running("d", 8)
                .under(ScalingPolicy.of(ServiceHarness.SERVICE, 60)
                        .withTokens(Objective.Tokens.STANDARD)
                        .withPlacement(Placement.ANYWHERE.withRoles(roles)))
                .demand(3600, 10_000, 8_000);
    }

    private static List<Double> rates(ModelFleet fleet) {
        return fleet.last().allotment().parts().stream()
                .map(part -> part.perReplica())
                .toList();
    }

    @Test
    @DisplayName("go on with the sizes and the rates that they had learned")
    void go_on() throws IOException {
        ModelFleet kept = before();
        ModelFleet stored = before();
        int prefill = stored.ordered("p");
        int decode = stored.ordered("d");

        stored.restartedFrom(STORED).fromHere().demand(60, 10_000, 8_000);
        kept.demand(60, 10_000, 8_000);

        assertThat(stored.lost()).isEmpty();
        assertThat(stored.said()).contains("(learned)").contains("learned from").doesNotContain("not known yet");
        assertThat(stored.ordered("p")).isBetween(prefill - 1, prefill + 1);
        assertThat(stored.ordered("d")).isBetween(decode - 1, decode + 1);
        for (int role = 0; role < 2; role++) {
            double rate = rates(kept).get(role);
            assertThat(rates(stored).get(role)).isBetween(.8 * rate, 1.25 * rate);
        }
        // and both still follow their own tokens
        stored.demand(3600, 10_000, 24_000);
        assertThat(stored.ordered("d")).isGreaterThan(2 * decode);
        assertThat(stored.ordered("p")).isLessThanOrEqualTo(prefill + 1);
    }

    @Test
    @EnabledIfSystemProperty(named = "sluice.state.write", matches = ".+")
    void write_what_this_version_stores() throws IOException {
        Path folder = Path.of(System.getProperty("sluice.state.write"));
        before().writeTo(folder);
        assertThat(folder).isNotEmptyDirectory();
    }
}
