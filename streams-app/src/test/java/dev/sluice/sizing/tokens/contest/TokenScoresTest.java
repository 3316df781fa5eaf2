package dev.sluice.sizing.tokens.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What rules would have cost and left late")
final class TokenScoresTest {
    private static final int MINUTE = 12;
    private static final double LEAD = 60;
    private static final int FOLLOWER = 0;
    private static final int ABUNDANT = 1;

    private final TokenScores scores = new TokenScores(2);

    /** The follower is late at first where demand rises. */
    private void minutes(int minutes, double busy, int lateMinutes) {
        for (int i = 0; i < minutes * MINUTE; i++) {
            double[] late = {i < lateMinutes * MINUTE ? 1 : 0, 0};
            TokenWindow w = TokenWindows.of(busy, 10, .03, LEAD);
            scores.judge(w, busy, late);
            scores.charge(FOLLOWER, w, 2 * busy);
            scores.charge(ABUNDANT, w, 20);
        }
    }

    @Test
    @DisplayName("is forgotten of a step that lasts")
    void a_step_is_forgiven() {
        scores.begin(4, 2);
        minutes(60, 2, 0);
        minutes(10, 5, 2);
        assertThat(scores.late(FOLLOWER)).isGreaterThan(.02);

        minutes(6, 5, 0);
        assertThat(scores.late(FOLLOWER)).isCloseTo(0, within(1e-6));
        assertThat(scores.score(FOLLOWER, 20)).isLessThan(scores.score(ABUNDANT, 20));
    }

    @Test
    @DisplayName("counts of a burst that ends")
    void a_burst_counts() {
        scores.begin(4, 2);
        minutes(60, 2, 0);
        minutes(8, 5, 2);
        minutes(20, 2, 0);
        assertThat(scores.late(FOLLOWER)).isGreaterThan(.02);
    }

    @Test
    @DisplayName("counts of what a rule leaves late when it could have followed the step")
    void late_for_long() {
        scores.begin(4, 2);
        minutes(60, 2, 0);
        minutes(16, 5, 10);
        assertThat(scores.late(FOLLOWER)).isGreaterThan(.1);
    }

    @Test
    @DisplayName("goes on in the middle of a rise as it was written")
    void stored() throws IOException {
        scores.begin(4, 2);
        minutes(60, 2, 0);
        minutes(10, 5, 2);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        scores.write(new DataOutputStream(bytes));
        scores.writeRise(new DataOutputStream(bytes));

        TokenScores read = new TokenScores(2);
        read.resume(scores.judgedSeconds(), scores.demand());
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        read.read(in, 2);
        read.readRise(in, 2);
        assertThat(in.read()).isEqualTo(-1);
        for (int i = 0; i < 6 * MINUTE; i++) {
            TokenWindow w = TokenWindows.of(5, 10, .03, LEAD);
            read.judge(w, 5, new double[2]);
            scores.judge(w, 5, new double[2]);
        }
        assertThat(read.late(FOLLOWER)).isEqualTo(scores.late(FOLLOWER)).isCloseTo(0, within(1e-6));
    }
}
