package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.FirstTokenBound;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.events.TokensObjective;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers of a large model report, and the service is decided on in tokens. One service at a time is kept in memory. */
final class TokensTest {
    private final Pipeline pipeline = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 1);

    @BeforeEach
    void chat_is_sized_by_tokens() {
        pipeline.policy(ScalingPolicy.newBuilder()
                .setService("chat")
                .setMaxReplicas(40)
                .setSignal(Signal.UNITS)
                .setPerReplica(1000.)
                .setLeadTimeMs(60_000L)
                .setTokens(new TokensObjective(new FirstTokenBound(.95, 1500., 3.), null))
                .build());
        pipeline.policy("cart", 1, 10, 10);
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private RequestRateEvent.Builder server(String instance, long requests) {
        return RequestRateEvent.newBuilder(
                Pipeline.event("chat", instance, pipeline.now().minusSeconds(10), pipeline.now(), requests));
    }

    @Test
    void demand_is_what_had_to_be_read_and_what_was_written() {
        for (int i = 0; i < 12; i++) {
            pipeline.after(Duration.ofSeconds(10));
            for (String instance : List.of("vllm-0", "vllm-1")) {
                pipeline.report(server(instance, 12)
                        .setPromptTokens(30_000L)
                        .setCachedPromptTokens(10_000L)
                        .setOutputTokens(5_000L)
                        .setQueueDepth(1L)
                        .setRequestsRunning(20.)
                        .setKvCacheUsage(.4)
                        .build());
            }
            pipeline.report("cart", 50);
        }

        assertThat(pipeline.deadLetters()).isEmpty();
        List<ScalingDecision> decisions = pipeline.decisions().stream()
                .filter(d -> d.getService().equals("chat") && d.getSeen() != null)
                .toList();
        assertThat(decisions).isNotEmpty();
        ScalingDecision last = decisions.get(decisions.size() - 1);
        assertThat(last.getTokens()).isTrue();
        assertThat(last.getSignal()).isEqualTo(Signal.UNITS);
        // of two servers, 20,000 read and 5,000 written each in ten seconds
        assertThat(last.getSeen()).isCloseTo(5000, within(1.));
        assertThat(last.getTarget()).isBetween(5, 9);
    }

    @Test
    void servers_that_report_requests_alone_are_not_taken_for_idle() {
        for (int i = 0; i < 12; i++) {
            pipeline.after(Duration.ofSeconds(10)).report(server("vllm-0", 12).build());
        }

        assertThat(pipeline.decisions()).isNotEmpty().allSatisfy(decision -> {
            assertThat(decision.getSeen()).isNull();
            assertThat(decision.getTarget()).isEqualTo(1);
            assertThat(decision.getDetail()).contains("TOKENS was not reported");
        });
    }

    @Test
    void a_flood_of_prompts_is_answered_before_its_window_ends() {
        for (int i = 0; i < 30; i++) {
            pipeline.after(Duration.ofSeconds(10))
                    .report(server("vllm-0", 12).setOutputTokens(40_000L).build());
        }
        pipeline.commands();
        pipeline.after(Duration.ofSeconds(3))
                .report(RequestRateEvent.newBuilder(
                                Pipeline.event("chat", "vllm-0", pipeline.now().minusSeconds(3), pipeline.now(), 90))
                        .setPromptTokens(240_000L)
                        .setOutputTokens(20_000L)
                        .build());

        assertThat(pipeline.commands())
                .singleElement()
                .satisfies(command -> assertThat(command.getReplicas()).isGreaterThanOrEqualTo(26));
    }
}
