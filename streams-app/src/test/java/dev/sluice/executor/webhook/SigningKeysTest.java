package dev.sluice.executor.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningKeysTest {
    private static final String PUBLISHED = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void the_vector_of_standard_webhooks_libraries_is_met() {
        SigningKeys keys = SigningKeys.parse("whsec_" + PUBLISHED);

        assertThat(keys.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void two_secrets_give_two_signatures_in_their_order() {
        SigningKeys keys = SigningKeys.parse("a secret-of-plain-text-is-one-too\n".substring(2) + "whsec_" + PUBLISHED);

        assertThat(keys.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY))
                .matches("v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=")
                .endsWith(" " + SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "tooShortASecret",
                "whsec_tooShortASecret===",
                "whsec_!tooShortASecret-and-not-base64",
                "tooShortASecret-one-and-so-on tooShortASecret-two-and-so-on tooShortASecret-three-and-so-on"
            })
    void what_is_no_secret_is_refused_without_repeating_it(String text) {
        assertThatThrownBy(() -> SigningKeys.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("holds")
                .hasNoCause()
                .message()
                .doesNotContain("tooShortASecret");
    }
}
