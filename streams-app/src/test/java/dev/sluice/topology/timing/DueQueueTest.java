package dev.sluice.topology.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class DueQueueTest {
    private final DueQueue queue = new DueQueue();

    @Test
    void a_service_is_due_at_its_time_once_and_not_before() {
        queue.want("checkout", 100);

        assertThat(queue.poll(99)).isEmpty();
        assertThat(queue.poll(100)).contains("checkout");
        assertThat(queue.poll(100)).isEmpty();
    }

    @Test
    void an_earlier_wish_counts_and_a_later_one_changes_nothing() {
        queue.want("checkout", 100);
        queue.want("checkout", 50);
        queue.want("checkout", 70);

        assertThat(queue.poll(50)).contains("checkout");
        assertThat(queue.poll(1000)).as("the later entries are void").isEmpty();
    }

    @Test
    void who_was_looked_at_can_be_wanted_again_for_the_same_time() {
        queue.want("checkout", 100);
        queue.want("checkout", 50);
        assertThat(queue.poll(60)).contains("checkout");
        queue.want("checkout", 100);

        assertThat(queue.poll(100)).contains("checkout");
        assertThat(queue.poll(100)).isEmpty();
    }

    @Test
    void never_is_no_time() {
        queue.want("checkout", Long.MAX_VALUE);
        assertThat(queue.poll(Long.MAX_VALUE)).isEmpty();
    }

    /** Beside a table of the earliest wish of each: nobody is forgotten, asked for early, or twice. */
    @Test
    void as_time_goes_on_exactly_those_are_polled_whose_earliest_wish_has_come() {
        Random random = new Random(8);
        TreeMap<String, Long> earliest = new TreeMap<>();
        for (long now = 0; now < 5000; now++) {
            for (int wishes = random.nextInt(4); wishes > 0; wishes--) {
                String service = "s" + random.nextInt(40);
                long at = now + random.nextInt(100);
                queue.want(service, at);
                earliest.merge(service, at, Math::min);
            }
            long time = now;
            TreeSet<String> expected = new TreeSet<>();
            earliest.forEach((service, at) -> {
                if (at <= time) {
                    expected.add(service);
                }
            });
            TreeSet<String> polled = new TreeSet<>();
            for (Optional<String> due = queue.poll(now); due.isPresent(); due = queue.poll(now)) {
                assertThat(polled.add(due.get())).as(due.get()).isTrue();
            }
            assertThat(polled).isEqualTo(expected);
            earliest.keySet().removeAll(expected);
        }
    }
}
