package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpellingTest {
    private static final List<String> KEYS = List.of(
            "replicas", "demand", "objective", "leadTime", "mode", "behavior", "headroom", "costLimit", "warmUp");

    @ParameterizedTest
    @CsvSource({
        "replica,replicas",
        "repilcas,replicas",
        "replcias,replicas",
        "Replicas,replicas",
        "REPLICAS,replicas",
        "demands,demand",
        "leadtime,leadTime",
        "lead_time,leadTime",
        "behaviour,behavior",
        "warmup,warmUp",
        "cost-limit,costLimit",
        "mod,mode"
    })
    void a_slip_is_told_what_was_meant(String word, String meant) {
        assertThat(Spelling.hint(word, KEYS)).isEqualTo("; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "schedule", "resources", "tolerations", "completely-different-word", "日本語"})
    void a_word_that_is_near_to_none_gets_no_hint(String word) {
        assertThat(Spelling.hint(word, KEYS)).isEmpty();
    }

    @Test
    void the_nearest_is_meant_and_the_first_by_the_alphabet_of_two_as_near() {
        assertThat(Spelling.nearest("minn", List.of("max", "mini", "min", "men")))
                .contains("min");
        assertThat(Spelling.nearest("mix", List.of("min", "max", "fix"))).contains("fix");
        assertThat(Spelling.nearest("mix", List.of())).isEmpty();
        assertThat(Spelling.nearest("web", List.of("del", "app"))).isEmpty();
    }

    @Test
    void one_slip_of_any_kind_is_forgiven() {
        Random random = new Random(66);
        for (int i = 0; i < 3_000; i++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            String slipped = slip(random, key);
            assertThat(Spelling.distance(slipped, key)).as(slipped).isLessThanOrEqualTo(1);
            if (!KEYS.contains(slipped)) {
                assertThat(Spelling.hint(slipped, KEYS)).as(slipped).startsWith("; did you mean ");
            }
        }
    }

    @Test
    void the_distance_is_the_same_both_ways_and_zero_to_oneself() {
        Random random = new Random(67);
        for (int i = 0; i < 1_000; i++) {
            String a = slip(random, KEYS.get(random.nextInt(KEYS.size())));
            String b = slip(random, KEYS.get(random.nextInt(KEYS.size())));
            assertThat(Spelling.distance(a, b)).isEqualTo(Spelling.distance(b, a));
            assertThat(Spelling.distance(a, a)).isZero();
            assertThat(Spelling.distance(a, b))
                    .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
        }
    }

    private static String slip(Random random, String word) {
        int at = random.nextInt(word.length() - 1);
        char letter = (char) ('a' + random.nextInt(26));
        return switch (random.nextInt(4)) {
            case 0 -> word.substring(0, at) + word.substring(at + 1);
            case 1 -> word.substring(0, at) + letter + word.substring(at);
            case 2 -> word.substring(0, at) + letter + word.substring(at + 1);
            default -> word.substring(0, at) + word.charAt(at + 1) + word.charAt(at) + word.substring(at + 2);
        };
    }

    @Test
    void a_word_that_is_known_gets_no_hint() {
        assertThat(Spelling.hint("mode", KEYS)).isEmpty();
    }
}
