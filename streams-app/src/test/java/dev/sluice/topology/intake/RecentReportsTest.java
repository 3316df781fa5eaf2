package dev.sluice.topology.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {5, 30, 56, 57, 60})
    void reports_that_are_nearly_the_same_differ(int place) {
        byte[] report = new byte[61];
        Set<Long> fingerprints = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            // neighbours differ in a few bits of up to three bytes
            report[place] = (byte) i;
            report[place - 1] = (byte) (i >> 8);
            report[place - 2] = (byte) (i >> 16);
            fingerprints.add(RecentReports.fingerprint(report));
        }

        assertThat(fingerprints).hasSize(200_000);
    }

    @Test
    void no_length_is_like_another() {
        assertThat(RecentReports.fingerprint(new byte[8])).isNotEqualTo(RecentReports.fingerprint(new byte[9]));
        assertThat(RecentReports.fingerprint(new byte[7])).isNotEqualTo(RecentReports.fingerprint(new byte[6]));
    }

    /** These have the same lowest bits, and few different highest bytes. */
    @Test
    void the_last_eight_of_those_that_share_their_places_are_remembered() {
        long[] sharing = new Random(2)
                .longs(1000)
                .map(bits -> (bits & 0x03FF_FFFF_FFFF_0000L) | 7)
                .distinct()
                .toArray();
        for (int i = 0; i < sharing.length; i++) {
            assertThat(recent.has(sharing[i])).isFalse();
            recent.add(sharing[i]);
            for (int before = 0; before <= Math.min(i, 20); before++) {
                assertThat(recent.has(sharing[i - before]))
                        .as("%d before %d", before, i)
                        .isEqualTo(before < 8);
            }
        }
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
