package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.Contract.BrokenContractException;
import dev.sluice.schemas.Contract.Conflict;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The schemas of all topics, at a registry that does as the test says. */
final class ContractTest {
    private static final int SUBJECTS = (int) Arrays.stream(Topic.values())
            .filter(topic -> topic.schema().isPresent())
            .count();

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger registrations = new AtomicInteger();

    private class Registry implements SchemaRegistry {
        @Override
        public OptionalInt idOf(String subject, Schema schema) {
            looks.incrementAndGet();
            return OptionalInt.empty();
        }

        @Override
        public int register(String subject, Schema schema) {
            return registrations.incrementAndGet();
        }

        @Override
        public List<String> incompatibilities(String subject, Schema schema) {
            return List.of();
        }

        @Override
        public Schema schema(int id) {
            throw new UnknownSchemaException(id);
        }

        @Override
        public List<String> subjects() {
            return List.of();
        }
    }

    private static void register(SchemaRegistry registry) {
        new Contract(registry, Topics.plain()).register();
    }

    @Test
    void a_registry_that_takes_seconds_is_asked_about_several_subjects_at_once() {
        CountDownLatch together = new CountDownLatch(4);
        register(new Registry() {
            @Override
            public OptionalInt idOf(String subject, Schema schema) {
                if (looks.incrementAndGet() > 1) {
                    together.countDown();
                    assertThat(isOver(together)).isTrue();
                }
                return OptionalInt.of(1);
            }
        });
        assertThat(looks).hasValue(SUBJECTS);
        assertThat(registrations).as("what is there is not registered again").hasValue(0);
    }

    private static boolean isOver(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void a_registry_that_is_away_is_asked_once() {
        assertThatThrownBy(() -> register(new Registry() {
                    @Override
                    public OptionalInt idOf(String subject, Schema schema) {
                        looks.incrementAndGet();
                        throw new RegistryUnavailableException("away", new IllegalStateException());
                    }
                }))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessage("away");
        assertThat(looks).hasValue(1);
    }

    @Test
    void what_a_registry_refuses_in_another_thread_is_told_as_it_is() {
        assertThatThrownBy(() -> register(new Registry() {
                    @Override
                    public int register(String subject, Schema schema) {
                        if (registrations.incrementAndGet() > 3) {
                            throw new RegistryRefusedException(403, "may not write");
                        }
                        return 1;
                    }
                }))
                .isInstanceOf(RegistryRefusedException.class)
                .hasMessage("may not write");
    }

    @Test
    void all_conflicts_are_told_in_the_order_of_topics_and_nothing_is_registered() {
        assertThatThrownBy(() -> register(new Registry() {
                    @Override
                    public List<String> incompatibilities(String subject, Schema schema) {
                        return subject.startsWith("scaling") ? List.of("no") : List.of();
                    }
                }))
                .isInstanceOfSatisfying(
                        BrokenContractException.class,
                        broken -> assertThat(broken.conflicts())
                                .extracting(Conflict::subject)
                                .startsWith("scaling-decisions-value", "scaling-commands-value"));
        assertThat(registrations).hasValue(0);
    }
}
