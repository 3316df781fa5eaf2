package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of a large model tells what it reads and writes. */
final class TokenReporterTest {
    private static final Instant NOON = Samples.NOON;

    private final MockProducer<String, RequestRateEvent> producer = new MockProducer<>(
            true,
            null,
            new StringSerializer(),
            AvroSerde.of(RequestRateEvent.class, Samples.mock("token-reporter-test"))
                    .serializer());
    private final AtomicLong millis = new AtomicLong();
    private final DemandReporter reporter = new DemandReporter(
            DemandReporter.Reporting.of("chat", "chat-1"),
            producer,
            () -> NOON.plusMillis(millis.get()),
            () -> millis.get() * 1_000_000);
    private final TokenReporter tokens = reporter.tokens();

    @AfterEach
    void close() {
        InMemoryRegistry.forget("token-reporter-test");
    }

    private void at(long ms) {
        millis.set(ms);
    }

    private List<RequestRateEvent> sent() {
        return producer.history().stream().map(record -> record.value()).toList();
    }

    private RequestRateEvent reported() {
        reporter.report();
        return sent().get(sent().size() - 1);
    }

    private static long total(LatencyHistogram times) {
        return times.getZeroCount()
                + times.getCounts().stream().mapToLong(Long::longValue).sum();
    }

    /** Upper bound of the bucket of the largest value, ms. */
    private static double largest(LatencyHistogram times) {
        return Math.pow(2, (times.getOffset() + times.getCounts().size()) / 8.0);
    }

    @Test
    void an_answer_of_five_tokens() {
        try (TokenReporter.Answer answer = tokens.begin(1200, 800)) {
            at(250);
            answer.tokens(1);
            at(290);
            answer.tokens(1);
            at(300);
            answer.tokens(1);
            at(370);
            answer.tokens(2);
        }
        at(5_000);

        RequestRateEvent event = reported();
        assertThat(event.getRequests()).isEqualTo(1);
        assertThat(event.getCompleted()).isEqualTo(1);
        assertThat(event.getPromptTokens()).isEqualTo(1200);
        assertThat(event.getCachedPromptTokens()).isEqualTo(800);
        assertThat(event.getOutputTokens()).isEqualTo(5);
        assertThat(total(event.getTimeToFirstToken())).isEqualTo(1);
        assertThat(largest(event.getTimeToFirstToken())).isBetween(250., 273.);
        // (370 ms - 250 ms) / 4
        assertThat(total(event.getInterTokenTime())).isEqualTo(1);
        assertThat(largest(event.getInterTokenTime())).isBetween(30., 33.);
        assertThat(event.getRequestsRunning()).isNull();
        assertThat(event.getKvCacheUsage()).isNull();
    }

    @Test
    void a_long_answer_counts_where_its_tokens_came() {
        TokenReporter.Answer answer = tokens.begin(100, 0);
        at(1_000);
        answer.tokens(1);
        at(5_000);
        RequestRateEvent first = reported();
        answer.tokens(80);
        at(9_000);
        answer.close();
        answer.close();
        at(10_000);
        RequestRateEvent second = reported();

        assertThat(first.getPromptTokens()).isEqualTo(100);
        assertThat(first.getOutputTokens()).isEqualTo(1);
        assertThat(total(first.getTimeToFirstToken())).isEqualTo(1);
        assertThat(first.getInterTokenTime()).isNull();
        assertThat(second.getPromptTokens()).isZero();
        assertThat(second.getOutputTokens()).isEqualTo(80);
        assertThat(second.getTimeToFirstToken()).isNull();
        assertThat(total(second.getInterTokenTime())).isEqualTo(1);
        assertThat(second.getCachedPromptTokens()).isNull();
    }

    @Test
    void an_answer_that_came_at_once_or_not_at_all_has_no_time_between_tokens() {
        try (TokenReporter.Answer whole = tokens.begin(10, 0)) {
            at(2_000);
            whole.tokens(300);
        }
        try (TokenReporter.Answer refused = tokens.begin(10, 0)) {
            refused.failed();
        }
        at(5_000);

        RequestRateEvent event = reported();
        assertThat(event.getErrors()).isEqualTo(1);
        assertThat(event.getOutputTokens()).isEqualTo(300);
        assertThat(total(event.getTimeToFirstToken())).isEqualTo(1);
        assertThat(event.getInterTokenTime()).isNull();
    }

    @Test
    void a_server_that_measures_itself_hands_its_numbers_on() {
        tokens.prompt(900, 300);
        tokens.output(40);
        tokens.firstToken(Duration.ofMillis(700));
        tokens.interToken(Duration.ofMillis(20));
        tokens.running(() -> 17);
        tokens.kvCacheUsage(() -> .62);
        at(5_000);

        RequestRateEvent event = reported();
        assertThat(event.getRequests()).isZero();
        assertThat(event.getPromptTokens()).isEqualTo(900);
        assertThat(event.getCachedPromptTokens()).isEqualTo(300);
        assertThat(event.getOutputTokens()).isEqualTo(40);
        assertThat(largest(event.getTimeToFirstToken())).isBetween(700., 764.);
        assertThat(largest(event.getInterTokenTime())).isBetween(20., 22.);
        assertThat(event.getRequestsRunning()).isEqualTo(17);
        assertThat(event.getKvCacheUsage()).isEqualTo(.62);
    }

    @Test
    void what_was_never_counted_is_not_said_and_what_was_is_said_with_zeros() {
        at(5_000);
        RequestRateEvent silent = reported();
        assertThat(silent.getPromptTokens()).isNull();
        assertThat(silent.getOutputTokens()).isNull();
        assertThat(reporter.tokens()).isSameAs(tokens);

        tokens.output(1);
        at(10_000);
        reported();
        at(15_000);
        RequestRateEvent idle = reported();
        assertThat(idle.getOutputTokens()).isZero();
        assertThat(idle.getPromptTokens()).isNull();
    }

    @Test
    void what_cannot_be_is_not_counted_and_spoils_nothing_else() {
        tokens.prompt(-1, 0);
        tokens.prompt(Long.MAX_VALUE, 0);
        tokens.prompt(100, 101);
        tokens.prompt(100, -1);
        assertThat(tokens.output(-5)).isFalse();
        tokens.firstToken(Duration.ofMillis(-3));
        double[] shares = {1.7, -.1, Double.NaN};
        for (int i = 0; i < shares.length; i++) {
            double share = shares[i];
            tokens.kvCacheUsage(() -> share);
            tokens.running(() -> -1);
            at(5_000L * (i + 1));
            assertThat(reported().getKvCacheUsage()).isNull();
        }
        tokens.running(() -> {
            throw new IllegalStateException("the engine restarts");
        });
        at(20_000);
        reported();

        assertThat(sent()).hasSize(4);
        assertThat(sent().get(0).getPromptTokens()).isEqualTo(200);
        assertThat(sent().get(0).getCachedPromptTokens()).isNull();
        assertThat(sent().get(0).getOutputTokens()).isNull();
        assertThat(sent().get(0).getTimeToFirstToken().getZeroCount()).isEqualTo(1);
        assertThat(sent())
                .allSatisfy(event -> assertThat(event.getRequestsRunning()).isNull());
    }

    /** Many threads serve while reports are sent: each token is in one report, and none says more hits than prompts. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_token_is_reported_once(long seed) {
        List<CompletableFuture<long[]>> servers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Random random = new Random(seed * 10 + i);
            servers.add(CompletableFuture.supplyAsync(() -> serve(random)));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(servers.toArray(CompletableFuture[]::new));
        for (int i = 0; !all.isDone() || i < 3; i++) {
            millis.addAndGet(100);
            reporter.report();
            Thread.onSpinWait();
        }
        millis.addAndGet(100);
        reporter.report();
        millis.addAndGet(100);
        reporter.report();

        long[] expected = new long[4];
        for (CompletableFuture<long[]> server : servers) {
            long[] served = server.join();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += served[i];
            }
        }
        assertThat(sum(RequestRateEvent::getPromptTokens)).isEqualTo(expected[0]);
        assertThat(sum(RequestRateEvent::getOutputTokens)).isEqualTo(expected[2]);
        assertThat(sum(event -> event.getTimeToFirstToken() == null ? 0L : total(event.getTimeToFirstToken())))
                .isEqualTo(expected[3]);
        // hits whose prompt was told before them wait for later prompts
        assertThat(sum(RequestRateEvent::getCachedPromptTokens)).isBetween(expected[1] - 4_000, expected[1]);
        assertThat(sent())
                .allSatisfy(event -> assertThat(Objects.requireNonNullElse(event.getCachedPromptTokens(), 0L))
                        .isBetween(0L, Objects.requireNonNullElse(event.getPromptTokens(), 0L)));
    }

    private long[] serve(Random random) {
        long[] served = new long[4];
        for (int i = 0; i < 20_000; i++) {
            long prompt = random.nextInt(1000);
            long cached = random.nextInt((int) prompt + 1);
            try (TokenReporter.Answer answer = tokens.begin(prompt, cached)) {
                long output = random.nextInt(4);
                for (long j = 0; j < output; j++) {
                    answer.tokens(1);
                }
                served[0] += prompt;
                served[1] += cached;
                served[2] += output;
                served[3] += output > 0 ? 1 : 0;
            }
        }
        return served;
    }

    private long sum(Function<RequestRateEvent, Long> of) {
        return sent().stream()
                .map(of)
                .mapToLong(count -> Objects.requireNonNullElse(count, 0L))
                .sum();
    }
}
