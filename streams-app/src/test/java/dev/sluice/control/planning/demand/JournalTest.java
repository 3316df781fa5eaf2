package dev.sluice.control.planning.demand;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.planning.demand.Journal.Entry;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class JournalTest {
    private final Journal journal = new Journal(10_000);

    @Test
    void written_and_read_it_holds_the_same_windows() throws IOException {
        journal.add(new Entry(ms(10), 5, 10, 60_000));
        journal.add(new Entry(ms(20), 6.5f, 10, 60_000));
        journal.add(new Entry(ms(50), 7, 10, 60_000));
        journal.add(new Entry(ms(60), 7, 12.5f, 60_000));
        journal.add(new Entry(ms(70), 0, 12.5f, 45_000));
        Journal read = Journal.read(ServiceHarness.in(ServiceHarness.bytes(journal::write)));
        assertThat(read.entries()).isEqualTo(journal.entries());
        assertThat(read.windowMs()).isEqualTo(10_000);
        assertThat(read.first()).isEqualTo(new Entry(ms(10), 5, 10, 60_000));
    }

    @Test
    void a_window_like_the_one_before_takes_five_bytes() {
        journal.add(new Entry(ms(10), 5, 10, 60_000));
        int one = ServiceHarness.bytes(journal::write).length;
        journal.add(new Entry(ms(20), 123, 10, 60_000));
        assertThat(ServiceHarness.bytes(journal::write)).hasSize(one + 5);
    }

    @Test
    void an_empty_one_is_read_back_empty() throws IOException {
        assertThat(Journal.read(ServiceHarness.in(ServiceHarness.bytes(journal::write)))
                        .entries())
                .isEmpty();
        assertThatThrownBy(journal::first).isInstanceOf(IOException.class);
    }
}
