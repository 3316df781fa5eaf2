package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

final class SchemaLookupsTest {
    private static final Schema TEXT = Schema.create(Schema.Type.STRING);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final SchemaLookups lookups = new SchemaLookups(Duration.ofMillis(50), nanos::get);
    private final SchemaLookups patient = new SchemaLookups(Duration.ofMinutes(1), nanos::get);

    private Schema knowsAll(int id) {
        asked.incrementAndGet();
        return TEXT;
    }

    private Schema knowsNothing(int id) {
        asked.incrementAndGet();
        throw new UnknownSchemaException(id);
    }

    private Schema away(int id) {
        asked.incrementAndGet();
        throw new RegistryUnavailableException("connection refused", null);
    }

    @Test
    void an_id_that_no_registry_gives_is_not_asked_about() {
        assertThatThrownBy(() -> patient.ask(0, this::knowsAll)).isInstanceOf(UnknownSchemaException.class);
        assertThatThrownBy(() -> patient.ask(-7, this::knowsAll)).isInstanceOf(UnknownSchemaException.class);
        assertThat(asked).hasValue(0);
    }

    @Test
    void an_unknown_id_is_asked_about_again_after_a_while() {
        assertThatThrownBy(() -> patient.ask(7, this::knowsNothing)).isInstanceOf(UnknownSchemaException.class);
        assertThatThrownBy(() -> patient.ask(7, this::knowsAll)).isInstanceOf(UnknownSchemaException.class);
        assertThat(asked).hasValue(1);

        pass(5);
        assertThat(patient.ask(7, this::knowsAll)).isEqualTo(TEXT);
    }

    @Test
    void a_flood_of_ids_that_nobody_knows_is_a_few_questions_a_second() {
        for (int id = 1; id <= 10_000; id++) {
            int each = id;
            assertThatThrownBy(() -> patient.ask(each, this::knowsNothing)).isNotNull();
        }
        assertThat(asked.get()).isLessThanOrEqualTo(50);

        pass(10);
        assertThat(patient.ask(20_000, this::knowsAll)).as("the flood is over").isEqualTo(TEXT);
    }

    @Test
    void known_ids_are_read_however_many_there_are() {
        for (int id = 1; id <= 1_000; id++) {
            assertThat(patient.ask(id, this::knowsAll)).isEqualTo(TEXT);
        }
    }

    @Test
    void in_an_outage_nobody_waits_and_one_asks_in_the_background() {
        CountDownLatch hangs = new CountDownLatch(1);
        IntFunction<Schema> silent = id -> {
            asked.incrementAndGet();
            try {
                hangs.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return TEXT;
        };
        assertThatThrownBy(() -> lookups.ask(1, silent))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("did not answer within 50 ms");
        for (int id = 2; id < 1_000; id++) {
            int each = id;
            assertThatThrownBy(() -> lookups.ask(each, silent))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("in the background");
        }
        until(() -> asked.get() > 0);
        assertThat(asked).as("the question that hangs is the only one").hasValue(1);

        hangs.countDown();
        until(() -> answers(5));
    }

    @Test
    void an_outage_ends_with_the_first_answer() {
        assertThatThrownBy(() -> patient.ask(1, this::away)).isInstanceOf(RegistryUnavailableException.class);
        pass(2);
        assertThatThrownBy(() -> patient.ask(1, this::knowsNothing))
                .as("asked in the background")
                .isInstanceOf(RegistryUnavailableException.class);
        until(() -> asked.get() == 2);
        until(() -> {
            // the answer to the second may not be noted yet
            pass(6);
            try {
                return patient.ask(1, this::knowsAll).equals(TEXT);
            } catch (RegistryUnavailableException | UnknownSchemaException e) {
                return false;
            }
        });
    }

    @Test
    void an_outage_of_long_ago_costs_no_good_record() {
        assertThatThrownBy(() -> patient.ask(1, this::away)).isInstanceOf(RegistryUnavailableException.class);

        pass(60);
        assertThat(patient.ask(2, this::knowsAll)).as("asked and waited for").isEqualTo(TEXT);
    }

    @Test
    void refused_credentials_are_an_outage_for_readers() {
        assertThatThrownBy(() -> patient.ask(1, id -> {
                    throw new RegistryRefusedException(401, "who are you");
                }))
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageContaining("who are you");
    }

    private boolean answers(int id) {
        try {
            return lookups.ask(id, this::knowsAll).equals(TEXT);
        } catch (RegistryUnavailableException e) {
            return false;
        }
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static void until(BooleanSupplier so) {
        for (int i = 0; i < 20_000 && !so.getAsBoolean(); i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(so.getAsBoolean()).isTrue();
    }
}
