package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.events.UsageEvent;
import dev.sluice.topology.intake.EventChecks;
import dev.sluice.topology.intake.EventReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an instance used, as its event says it. */
final class UsageEventTest {
    private static final Instant FROM = Instant.parse("2026-03-02T08:00:00Z");
    private static final long LATEST = FROM.plusSeconds(60).toEpochMilli();

    @Test
    void figures_that_were_measured_are_read_and_those_that_were_not_are_not_zero() {
        UsageEvent event = event().setCpuUsed(.5)
                .setMemoryUsed(300L)
                .setMemoryLimit(512L)
                .setOutOfMemoryKills(2)
                .build();

        UsageReport report = EventReader.usage(event);

        assertThat(report.instance()).isEqualTo("r1");
        assertThat(report.used()).isEqualTo(new Amounts(.5, 300, Double.NaN, Double.NaN, Double.NaN));
        assertThat(report.limit()).isEqualTo(new Amounts(Double.NaN, 512, Double.NaN, Double.NaN, Double.NaN));
        assertThat(report.kills()).isEqualTo(2);
        assertThat(EventChecks.of("checkout", event, LATEST).isRejected()).isFalse();
    }

    @Test
    void a_limit_below_zero_is_impossible() {
        assertThat(EventChecks.of("checkout", event().setMemoryLimit(-1L).build(), LATEST)
                        .isRejected())
                .isTrue();
        assertThat(EventChecks.of("checkout", event().setCpuLimit(Double.NaN).build(), LATEST)
                        .isRejected())
                .isTrue();
    }

    private static UsageEvent.Builder event() {
        return UsageEvent.newBuilder()
                .setService("checkout")
                .setInstance("r1")
                .setFrom(FROM)
                .setTo(FROM.plusSeconds(10));
    }
}
