package dev.sluice.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.Mode;
import dev.sluice.events.PolicyVerdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class VerdictWordsTest {
    private static final Instant WORST = Instant.parse("2026-03-02T08:00:00Z");

    @Test
    void advice_is_compared_with_what_ran() {
        PolicyVerdict verdict = new PolicyVerdict(26.51, .00421, .01, .001, .8349, .9412, WORST, .25);

        assertThat(new VerdictWords(verdict, Mode.ADVISE).text())
                .isEqualTo("26.5 h seen: 0.421 % of demand would have gone unserved, 1 % is allowed; "
                        + "0.835 x the replica-time of what ran, which left 0.1 % unserved; "
                        + "94.1 % of windows within the 95 % quantile of the forecast; "
                        + "worst window from 2026-03-02T08:00:00Z, 25 % of it unserved");
    }

    @Test
    void what_acts_is_not_compared_with_itself() {
        PolicyVerdict verdict = new PolicyVerdict(100.0, 0.0, .01, 0.0, null, 1.0, null, null);

        assertThat(new VerdictWords(verdict, Mode.ACT).text())
                .isEqualTo("100 h seen: 0 % of demand went unserved, 1 % is allowed; "
                        + "100 % of windows within the 95 % quantile of the forecast");
    }

    @Test
    void what_is_not_known_is_left_out() {
        PolicyVerdict verdict = new PolicyVerdict(.0125, null, .01, null, null, null, null, null);

        assertThat(new VerdictWords(verdict, Mode.ADVISE).text()).isEqualTo("45 s seen, without demand");
    }
}
