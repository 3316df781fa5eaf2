package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class StateEnvelopeTest {
    @Test
    void what_was_sealed_is_opened_with_its_version() throws IOException {
        for (int length : new int[] {0, 1, 127, 128, 70_000}) {
            byte[] bytes = new byte[length];
            new SplittableRandom(length).nextBytes(bytes);
            StateEnvelope.Contents contents = StateEnvelope.open(StateEnvelope.seal(200, bytes));
            assertThat(contents.version()).isEqualTo(200);
            assertThat(contents.bytes()).isEqualTo(bytes);
        }
    }

    @Test
    void an_envelope_of_a_small_part_costs_eight_bytes() {
        assertThat(StateEnvelope.seal(1, new byte[100])).hasSize(107);
        assertThat(StateEnvelope.seal(1, new byte[200])).hasSize(208);
    }

    @Test
    void missing_added_and_changed_bytes_are_noticed() {
        SplittableRandom random = new SplittableRandom(3);
        byte[] bytes = new byte[60];
        random.nextBytes(bytes);
        byte[] sealed = StateEnvelope.seal(1, bytes);
        for (int round = 0; round < 20_000; round++) {
            byte[] spoiled = Spoil.bytes(sealed, random);
            assertThatThrownBy(() -> StateEnvelope.open(spoiled)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void no_bytes_are_no_state() {
        assertThatThrownBy(() -> StateEnvelope.open(new byte[0])).isInstanceOf(IOException.class);
    }
}
