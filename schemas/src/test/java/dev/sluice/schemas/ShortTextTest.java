package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ShortTextTest {
    private static final String FACE = "😀";

    @Test
    void what_fits_stays_and_the_rest_is_an_ellipsis() {
        assertThat(ShortText.of("", 3)).isEmpty();
        assertThat(ShortText.of("abc", 3)).isEqualTo("abc");
        assertThat(ShortText.of("abcd", 3)).isEqualTo("abc…");
        assertThat(ShortText.beginning("abcd", 3)).isEqualTo("abc");
        assertThat(ShortText.beginning("abcd", 0)).isEmpty();
    }

    /** Half of one is no character: in UTF-8 it becomes a question mark. */
    @Test
    void a_character_of_two_chars_is_not_cut_in_half() {
        for (int most = 0; most <= 12; most++) {
            String cut = ShortText.of("ab" + FACE.repeat(4) + "c", most);

            assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .as("%d", most)
                    .isEqualTo(cut);
        }
        assertThat(ShortText.of("ab" + FACE + FACE, 5)).isEqualTo("ab" + FACE + "…");
        assertThat(ShortText.of("ab" + FACE + FACE, 4)).isEqualTo("ab" + FACE + "…");
    }
}
