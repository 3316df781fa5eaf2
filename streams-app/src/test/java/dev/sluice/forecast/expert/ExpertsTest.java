package dev.sluice.forecast.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.forecast.Forecaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExpertsTest {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    // behind the version
    private static final int EXPERTS_AT = 1;

    @Test
    void each_expert_has_a_name_of_its_own() {
        assertThat(Experts.ALL.stream().map(Expert::name)).doesNotHaveDuplicates();
    }

    @Test
    void experts_added_removed_or_in_another_order_are_told_from_those_that_learned() {
        int known = Experts.fingerprint(Experts.ALL);
        List<Expert> more = new ArrayList<>(Experts.ALL);
        more.add(new RecentMean("mean .01", 4));
        List<Expert> swapped = new ArrayList<>(Experts.ALL);
        swapped.set(0, Experts.ALL.get(1));
        swapped.set(1, Experts.ALL.get(0));
        assertThat(Experts.fingerprint(more)).isNotEqualTo(known);
        assertThat(Experts.fingerprint(swapped)).isNotEqualTo(known);
        assertThat(Experts.fingerprint(Experts.ALL.subList(1, Experts.ALL.size())))
                .isNotEqualTo(known);
        assertThat(Experts.fingerprint(List.copyOf(Experts.ALL))).isEqualTo(known);
    }

    @Test
    void a_snapshot_of_other_experts_is_refused_and_not_read_as_if_it_were_of_these() throws IOException {
        Forecaster forecaster = new Forecaster(Duration.ofMinutes(1), 1, 5);
        for (int i = 1; i <= 300; i++) {
            forecaster.observe(START.plusSeconds(60L * i), 10 + i % 7);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        forecaster.write(new DataOutputStream(bytes));
        byte[] snapshot = bytes.toByteArray();
        assertThat(Forecaster.read(in(snapshot)).forecast(5).point())
                .isEqualTo(forecaster.forecast(5).point());
        snapshot[EXPERTS_AT] ^= 1;
        assertThatThrownBy(() -> Forecaster.read(in(snapshot)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other experts");
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }
}
