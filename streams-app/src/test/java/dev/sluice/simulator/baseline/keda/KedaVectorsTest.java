package dev.sluice.simulator.baseline.keda;

import static dev.sluice.simulator.baseline.PeerFigures.check;
import static dev.sluice.simulator.baseline.PeerFigures.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.baseline.PeerFigures;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** All published figures of KEDA at once, where {@link PeerFigures} are there; skipped without them. */
final class KedaVectorsTest {
    @Test
    void keda_lag() throws IOException {
        assertThat(check("keda", "next_factor", c -> {
                    KafkaLag lag = new KafkaLag(
                            c.get("lag_threshold").asLong(), c.get("partitions").asInt(), true, false);
                    return lag.evenFactor(c.get("total_lag").asLong())
                            == c.get("expect").asInt();
                }))
                .isEqualTo(7);
        assertThat(check(
                        "keda",
                        "partition_lag",
                        c -> KafkaLag.ofPartition(
                                        c.get("committed_offset").asLong(),
                                        c.get("latest_offset").isNull()
                                                ? -1
                                                : c.get("latest_offset").asLong(),
                                        c.get("reset_policy").asText().equals("latest"),
                                        c.get("scale_to_zero_on_invalid_offset").asBoolean())
                                == c.get("expect").asLong()))
                .isEqualTo(7);
        assertThat(check("keda", "factors", c -> {
                    // each divisor of the partitions is the answer to the lag that exactly fills it
                    KafkaLag lag = new KafkaLag(1, c.get("partitions").asInt(), true, false);
                    return Arrays.stream(ints(c.get("expect"))).allMatch(f -> lag.evenFactor(f) == f);
                }))
                .isEqualTo(6);
    }
}
