package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes to {@code dead-letters} always fits, and says what there was. */
class DeadLetterTest {
    private static final DeadLetter LETTER =
            new DeadLetter(DeadLetter.Reason.UNREADABLE, "no record", "scaling-acks", 3, 42);

    @Test
    void what_fits_stays_as_it_was_with_its_own_headers() {
        Headers own = new RecordHeaders().add("trace", bytes("abc"));

        DeadLetter.Content content = LETTER.content(bytes("chat"), bytes("value"), own, DeadLetter.MAX_BYTES);

        assertThat(content.key()).isEqualTo(bytes("chat"));
        assertThat(content.value()).isEqualTo(bytes("value"));
        assertThat(text(content, "trace")).isEqualTo("abc");
        assertThat(text(content, DeadLetter.REASON)).isEqualTo("UNREADABLE");
        assertThat(text(content, DeadLetter.TOPIC)).isEqualTo("scaling-acks");
        assertThat(text(content, DeadLetter.PARTITION)).isEqualTo("3");
        assertThat(text(content, DeadLetter.OFFSET)).isEqualTo("42");
        assertThat(content.headers().lastHeader(DeadLetter.VALUE_BYTES)).isNull();
    }

    @Test
    void a_value_that_only_just_fitted_its_own_topic_is_cut_and_its_size_said() {
        DeadLetter.Content content =
                LETTER.content(bytes("chat"), new byte[1_048_400], new RecordHeaders(), DeadLetter.MAX_BYTES);

        assertThat(text(content, DeadLetter.VALUE_BYTES)).isEqualTo("1048400");
        assertThat(content.value()).hasSizeBetween(1_047_000, 1_048_399);
        assertThat(size(content)).isLessThanOrEqualTo(DeadLetter.MAX_BYTES);
    }

    @Test
    void five_megabytes_that_were_compressed_on_their_way_are_cut() {
        DeadLetter.Content content =
                LETTER.content(bytes("chat"), new byte[5_000_000], new RecordHeaders(), DeadLetter.MAX_BYTES);

        assertThat(text(content, DeadLetter.VALUE_BYTES)).isEqualTo("5000000");
        assertThat(size(content)).isLessThanOrEqualTo(DeadLetter.MAX_BYTES);
    }

    @Test
    void keys_and_headers_are_cut_too() {
        Headers own = new RecordHeaders().add("small", bytes("kept")).add("large", new byte[900_000]);

        DeadLetter.Content content = LETTER.content(new byte[700_000], new byte[900_000], own, DeadLetter.MAX_BYTES);

        assertThat(text(content, DeadLetter.KEY_BYTES)).isEqualTo("700000");
        assertThat(text(content, DeadLetter.VALUE_BYTES)).isEqualTo("900000");
        assertThat(text(content, DeadLetter.DROPPED_HEADERS)).isEqualTo("1");
        assertThat(text(content, "small")).isEqualTo("kept");
        assertThat(size(content)).isLessThanOrEqualTo(DeadLetter.MAX_BYTES);
    }

    @Test
    void any_record_fits_any_limit() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            int most = 4_000 + random.nextInt(200_000);
            Headers own = new RecordHeaders();
            for (int i = random.nextInt(50); i > 0; i--) {
                own.add("h".repeat(1 + random.nextInt(300)), new byte[random.nextInt(20_000)]);
            }
            byte @Nullable [] key = random.nextBoolean() ? null : new byte[random.nextInt(300_000)];
            byte @Nullable [] value = random.nextInt(5) == 0 ? null : new byte[random.nextInt(600_000)];

            assertThat(size(LETTER.content(key, value, own, most))).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void a_detail_that_repeats_what_was_sent_is_cut() {
        assertThat(new DeadLetter(DeadLetter.Reason.KEY_IS_NOT_SERVICE, "x".repeat(100_000), "t", 0, 0).detail())
                .hasSize(1000);
    }

    /** At most what Kafka's producer counts: 61 bytes of the batch, 21 of the record, 5 for each length. */
    private static int size(DeadLetter.Content content) {
        int size = 61 + 21 + length(content.key()) + length(content.value()) + 5;
        for (Header header : content.headers()) {
            size += length(bytes(header.key())) + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return 5 + (bytes == null ? 0 : bytes.length);
    }

    private static String text(DeadLetter.Content content, String name) {
        Header header = content.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
