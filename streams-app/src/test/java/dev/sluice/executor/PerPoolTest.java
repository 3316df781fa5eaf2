package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.allocation.weights.Backend.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PerPoolTest {
    @Test
    void a_service_s_own_word_goes_before_that_for_a_pool_of_any() {
        PerPool<Address> addresses =
                PerPool.parse("gpu=gpu.internal:8080, chat/gpu=10.0.0.7:80,search/=[fd00::3]:8080", Address::parse);

        assertThat(addresses.of(new Target("chat", "gpu"))).hasValue(new Address("10.0.0.7", 80));
        assertThat(addresses.of(new Target("other", "gpu"))).hasValue(new Address("gpu.internal", 8080));
        assertThat(addresses.of(Target.of("search"))).hasValue(new Address("fd00::3", 8080));
        assertThat(addresses.of(Target.of("checkout"))).isEmpty();
        assertThat(addresses.of(new Target("chat", "cpu"))).isEmpty();
    }

    @Test
    void nothing_is_said_by_nothing() {
        assertThat(PerPool.parse(" ", Address::parse).values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu | 'gpu' is not POOL=value",
                "=a:1 | '=a:1' is not POOL=value",
                "gpu=a:1,gpu=b:2 | gpu stands twice",
                "gpu=a | not host:port: a",
                "gpu=a:99999 | port must be from 1 to 65535",
                "gpu=fd00::3:80 | an IPv6 host stands in brackets",
                "gpu=a;b:80 | not a host: a;b"
            })
    void what_cannot_be_read_is_named(String text, String why) {
        assertThatThrownBy(() -> PerPool.parse(text, Address::parse))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
