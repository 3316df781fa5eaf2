package dev.sluice.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

final class ScopeTest {
    private static final Scope CHAT_ON_GPUS = Scope.of(List.of("chat-*", "voice"), List.of("gpu", "spot*gpu"));

    @Test
    void it_covers_named_services_in_named_pools() {
        assertThat(List.of(
                        new Target("chat-eu", "gpu"),
                        new Target("chat-", "gpu"),
                        new Target("voice", "spot-gpu"),
                        new Target("voice", "spotgpu")))
                .allMatch(CHAT_ON_GPUS::covers);
        assertThat(List.of(
                        new Target("chat", "gpu"),
                        new Target("my-chat-eu", "gpu"),
                        new Target("chat-eu", "cpu"),
                        new Target("chat-eu", ""),
                        new Target("voice2", "gpu"),
                        new Target("voice", "spot-gpu-2")))
                .noneMatch(CHAT_ON_GPUS::covers);
    }

    @Test
    void a_star_is_any_name_and_nothing_else_is_special() {
        assertThat(Scope.ALL.covers(new Target("a\nb", ""))).isTrue();
        Scope dotted = Scope.of(List.of("a.b", "(c)", "\\E*"), List.of("*"));

        assertThat(dotted.covers(Target.of("a.b"))).isTrue();
        assertThat(dotted.covers(Target.of("axb"))).isFalse();
        assertThat(dotted.covers(Target.of("(c)"))).isTrue();
        assertThat(dotted.covers(Target.of("\\E!"))).isTrue();
        assertThat(dotted.covers(Target.of("c"))).isFalse();
    }

    @Test
    void the_pool_of_a_service_without_pools_is_written_as_two_quotes() {
        Scope plain = Scope.of(List.of("*"), List.of("\"\"", "cpu"));

        assertThat(plain.covers(Target.of("chat"))).isTrue();
        assertThat(plain.covers(new Target("chat", "cpu"))).isTrue();
        assertThat(plain.covers(new Target("chat", "gpu"))).isFalse();
    }

    @Test
    void executors_share_a_group_if_they_carry_out_the_same() {
        assertThat(group("executor.services", "a,b"))
                .isEqualTo(group("executor.services", "b, a"))
                .startsWith("sluice-executor-")
                .isNotEqualTo(group("executor.pools", "a,b"))
                .isNotEqualTo(group("executor.services", "a"))
                .isNotEqualTo(group("executor.name", "other"));
        assertThat(group("executor.services", "a,*")).isEqualTo("sluice-executor");
    }

    private static String group(String key, String value) {
        return ExecutorSettings.from(Map.of(key, value)).group();
    }

    @Test
    void an_empty_list_is_refused() {
        assertThatThrownBy(() -> ExecutorSettings.from(Map.of("executor.pools", "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("executor.pools")
                .hasMessageContaining("* is all");
    }
}
