package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MemoryOutputTest {
    @Test
    void it_holds_what_was_written_whatever_its_room() throws IOException {
        Random random = new Random(1);
        for (int room = 1; room < 50; room++) {
            MemoryOutput output = new MemoryOutput(room);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                byte[] some = new byte[random.nextInt(40)];
                random.nextBytes(some);
                output.write(i);
                expected.write(i);
                output.write(some);
                expected.write(some);
            }

            assertThat(output.toByteArray()).isEqualTo(expected.toByteArray());
            assertThat(output.size()).isEqualTo(expected.size());
        }
    }

    @Test
    void what_was_forgotten_is_not_there_any_more() {
        MemoryOutput output = new MemoryOutput(1);
        output.write(1);
        output.reset();
        output.write(2);

        assertThat(output.toByteArray()).containsExactly(2);
    }
}
