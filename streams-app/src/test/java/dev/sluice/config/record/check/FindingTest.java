package dev.sluice.config.record.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.DeadLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a value that is beyond its limits: the field, what it is, and what it may be. */
final class FindingTest {
    private static String said(UnaryOperator<Finding> check) {
        Rejection first = check.apply(new Finding()).first();
        return first.isRejected() ? first.detail() : "";
    }

    @Test
    void a_number_just_within_its_limits_is_taken_and_the_next_one_is_told_with_both_limits() {
        assertThat(said(f -> f.between("headroom", 0, 0, 10))).isEmpty();
        assertThat(said(f -> f.between("headroom", 10, 0, 10))).isEmpty();
        assertThat(said(f -> f.between("headroom", Math.nextUp(10.0), 0, 10)))
                .isEqualTo("headroom is 10.000000000000002, not from 0 to 10");
        assertThat(said(f -> f.between("headroom", -.001, 0, 10))).isEqualTo("headroom is -0.001, not from 0 to 10");
        assertThat(said(f -> f.share("cpu", 1.0000000000000002)))
                .isEqualTo("cpu is 1.0000000000000002, not from 0 to 1");
        assertThat(said(f -> f.share("cpu", null))).isEmpty();
        assertThat(said(f -> f.count("seen", 5, 5))).isEmpty();
        assertThat(said(f -> f.count("seen", 6, 5))).isEqualTo("seen is 6, more than 5");
        assertThat(said(f -> f.count("seen", -6, 5)))
                .as("a negative count is not compared with its most")
                .isEqualTo("seen is -6");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, leadTimeMs is -1ms",
        "-60000, leadTimeMs is -1m",
        "604800001, leadTimeMs is 604800001ms",
        "1209600000, leadTimeMs is 14d"
    })
    void a_length_is_told_as_people_write_it(long millis, String said) {
        assertThat(said(f -> f.length("leadTimeMs", millis, Limits.LEAD_TIME_MS)))
                .isEqualTo(said + ", not from 0 to 7d");
    }

    @ParameterizedTest
    @CsvSource({
        "-0.5, -0.5ms",
        "NaN, NaNms",
        "Infinity, Infinityms",
        "2419200000, 28d",
        "1209600000.25, '1,209,600,000.25ms'"
    })
    void a_latency_is_told_as_it_stands_even_where_it_is_no_number(double millis, String said) {
        assertThat(said(f -> f.latency("belowMs", millis))).isEqualTo("belowMs is " + said + ", not from 0 to 14d");
    }

    @Test
    void the_limits_of_a_latency_a_name_and_a_time_are_within_them() {
        assertThat(said(f -> f.latency("belowMs", 0).latency("belowMs", (double) Limits.LATENCY_MS)))
                .isEmpty();
        assertThat(said(f -> f.named("owner", "x".repeat(Limits.NAME)))).isEmpty();
        assertThat(said(f -> f.named("owner", "x".repeat(Limits.NAME + 1))))
                .isEqualTo("owner has 254 characters, more than 253");
        assertThat(said(f -> f.named("owner", " \t"))).isEqualTo("owner is empty");
        assertThat(said(f -> f.name("tenant", "")))
                .as("a name that may be left out")
                .isEmpty();
        Instant end = Instant.ofEpochMilli(Limits.END_OF_RECORDINGS);
        assertThat(said(f -> f.time("at", Instant.EPOCH, end.toEpochMilli()).time("at", end, end.toEpochMilli())))
                .isEmpty();
    }

    @Test
    void a_record_of_another_service_is_told_even_where_its_values_are_impossible_too() {
        Rejection rejection =
                new Finding().service("checkout", "cart").replicas("max", -1).first();

        assertThat(rejection.reason()).isEqualTo(DeadLetter.Reason.KEY_IS_NOT_SERVICE);
        assertThat(rejection.detail()).isEqualTo("the key is checkout, the value names cart");
        assertThat(new Finding().service("checkout", "").first().detail()).isEqualTo("service is empty");
    }

    /** Whatever the order in which they come: the first of them goes with the dead letter, all of them to a person. */
    @Test
    void the_first_is_kept_and_a_list_of_all_has_each_once_in_order() {
        Random random = new Random(421);
        for (int i = 0; i < 200; i++) {
            int wrong = random.nextInt(1, 9);
            Finding first = new Finding();
            AllFindings all = new AllFindings();
            List<String> expected = new ArrayList<>();
            for (int n = 0; n < wrong; n++) {
                String field = "pools[" + random.nextInt(32) + "].min";
                boolean bad = random.nextInt(3) > 0;
                int value = bad ? -1 - random.nextInt(9) : random.nextInt(9);
                first.replicas(field, value);
                all.replicas(field, value);
                if (bad) {
                    expected.add(field + " is " + value);
                }
            }
            assertThat(all.details()).isEqualTo(expected);
            assertThat(first.first().isRejected()).isEqualTo(!expected.isEmpty());
            if (!expected.isEmpty()) {
                assertThat(first.first().detail()).isEqualTo(expected.get(0));
            }
        }
    }

    @Test
    void a_value_is_too_long_by_what_stood_on_the_wire_though_its_reader_cut_it() {
        byte[] most = new byte[Limits.VALUE_BYTES];

        assertThat(Limits.tooLong(record(most, most.length)).isRejected()).isFalse();
        assertThat(Limits.tooLong(record(null, -1)).isRejected())
                .as("a value that is none")
                .isFalse();
        assertThat(Limits.tooLong(record(new byte[10], Limits.VALUE_BYTES + 1)).detail())
                .isEqualTo("the value has 524289 bytes, more than 524288");
        assertThat(Limits.tooLong(record(new byte[Limits.VALUE_BYTES + 7], 10)))
                .isEqualTo(new Rejection(DeadLetter.Reason.UNREADABLE, "the value has 524295 bytes, more than 524288"));
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value, int wire) {
        return new ConsumerRecord<>(
                "scaling-policies",
                0,
                7,
                0,
                TimestampType.CREATE_TIME,
                8,
                wire,
                "checkout".getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    /** The manual lists the limits for authors of clients, who see no other. */
    @Test
    void the_manual_says_the_limits_that_hold() throws IOException {
        Path manual = Path.of("docs/clients.md");
        String text =
                Files.readString(Files.exists(manual) ? manual : Path.of("..").resolve(manual));

        assertThat(text.substring(text.indexOf("## Limits"), text.indexOf("## Dead letters"))
                        .lines())
                .contains(
                        "| names: service, instance, pool, tenant, owner, id | " + Limits.NAME
                                + " characters; the name of a service must not be empty |",
                        "| texts for people: reasons, details | " + grouped(Limits.TEXT) + " characters |",
                        "| replicas: policies, pools, overrides, acknowledgements | at most " + grouped(Limits.REPLICAS)
                                + " |",
                        "| a window; a lead time, a drain or a rebalance; a bound of latency; any other duration | "
                                + days(Limits.WINDOW_MS) + "; " + days(Limits.LEAD_TIME_MS) + "; "
                                + days(Limits.LATENCY_MS) + "; " + days(Limits.PERIOD_MS) + " |",
                        "| priority; weight | from -" + grouped(Limits.RANK) + " to " + grouped(Limits.RANK)
                                + "; from 1 to " + grouped(Limits.RANK) + " |",
                        "| pools of one policy; rate limits in one direction | " + Limits.POOLS + "; "
                                + Limits.RATE_LIMITS + " |")
                .anyMatch(line -> line.contains("(" + grouped(Limits.VALUE_BYTES) + " bytes)"));
    }

    private static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String days(long millis) {
        long days = Duration.ofMillis(millis).toDays();
        return days + (days == 1 ? " day" : " days");
    }
}
