package dev.sluice.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.message.HttpRequest;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may write, with and without a token, from here and from elsewhere. */
final class BearerTest {
    @ParameterizedTest
    @CsvSource({
        // access, token set, brought, local, status
        "OPEN, false, false, false, 200",
        "OPEN, true, false, false, 200",
        "TOKEN, false, false, true, 403",
        "TOKEN, true, false, true, 401",
        "TOKEN, true, true, false, 200",
        "TOKEN_OR_LOCAL, false, false, true, 200",
        "TOKEN_OR_LOCAL, false, false, false, 403",
        "TOKEN_OR_LOCAL, false, true, false, 403",
        "TOKEN_OR_LOCAL, true, false, true, 401",
        "TOKEN_OR_LOCAL, true, true, false, 200",
    })
    void who_may_call(Access access, boolean set, boolean brought, boolean local, int status) {
        Bearer bearer = new Bearer(set ? Optional.of("correct-horse") : Optional.empty());
        HttpRequest request = request(brought, local);
        assertThat(bearer.refusal(access, request)
                        .map(refused -> refused.problem().status())
                        .orElse(200))
                .isEqualTo(status);
    }

    @Test
    void a_sender_from_elsewhere_reads_what_to_set() {
        assertThat(new Bearer(Optional.empty()).refusal(Access.TOKEN_OR_LOCAL, request(false, false)))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .hasMessageContaining("set http.token")
                        .hasMessageContaining("ingest.anonymous=true"));
    }

    private static HttpRequest request(boolean brought, boolean local) {
        return new HttpRequest(
                "POST",
                "/api/v1/events",
                Map.of(),
                Map.of(),
                name -> brought && name.equals("Authorization")
                        ? Optional.of("Bearer correct-horse")
                        : Optional.empty(),
                new byte[0],
                local);
    }
}
