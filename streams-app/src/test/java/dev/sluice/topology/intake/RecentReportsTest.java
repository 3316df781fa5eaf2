package dev.sluice.topology.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecentReportsTest {
    private final RecentReports recent = new RecentReports();

    @Test
    void a_report_is_known_once_it_was_used() {
        long one = RecentReports.fingerprint(new byte[] {1, 2, 3});

        assertThat(recent.has(one)).isFalse();
        recent.add(one);

        assertThat(recent.has(one)).isTrue();
        assertThat(recent.has(RecentReports.fingerprint(new byte[] {1, 2, 4}))).isFalse();
    }

    @Test
    void no_report_looks_like_an_empty_place() {
        assertThat(RecentReports.fingerprint(new byte[0])).isNotZero();
        assertThat(recent.has(RecentReports.fingerprint(new byte[0]))).isFalse();
    }

    @Test
    void nearly_all_of_thirty_thousand_are_remembered() {
        long[] all = new Random(1).longs(30_000).toArray();
        for (long each : all) {
            recent.add(each);
        }

        int known = 0;
        for (long each : all) {
            known += recent.has(each) ? 1 : 0;
        }
        assertThat(known).isGreaterThan(29_950);
    }
}
