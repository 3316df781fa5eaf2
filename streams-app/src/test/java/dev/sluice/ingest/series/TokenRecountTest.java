package dev.sluice.ingest.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ExportCodec;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.SeriesId;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated model servers count what they do; what their scrapes become is compared with that. */
final class TokenRecountTest {
    private static final long S = 1_000_000_000L;
    private static final long T0 = 1_800_000_000L * S;
    private static final ReporterKey WHO = new ReporterKey("chat", "", "vllm-0", Role.Kind.DEMAND);

    private final List<RequestRateEvent> events = new ArrayList<>();
    private byte[] stored = ReporterCodec.write(new ReporterState());

    /** The export travels, and the state is written and read again each time, as if the process ended in between. */
    private void arrives(Export export) throws IOException {
        ReporterState state = ReporterCodec.read(stored);
        state.take(ExportCodec.read(ExportCodec.write(export)), 0).ifPresent(e -> events.add((RequestRateEvent) e));
        stored = ReporterCodec.write(state);
    }

    private void quiet() throws IOException {
        ReporterState state = ReporterCodec.read(stored);
        state.due(WHO).ifPresent(e -> events.add((RequestRateEvent) e));
        stored = ReporterCodec.write(state);
    }

    /** A server that counts hits of its cache when a request begins, and its prompt up to two scrapes later. */
    private static final class Server {
        private final Random random;
        private final long start;
        private final long[] counted = new long[7];
        private long begun;
        private long begunHits;

        Server(Random random, long start) {
            this.random = random;
            this.start = start;
        }

        Export scrape(long time) {
            long prompt = begun;
            begun = random.nextInt(3000);
            counted[0] += prompt;
            counted[1] += begunHits;
            begunHits = random.nextInt((int) begun + 1);
            counted[2] += random.nextInt(500);
            long fast = random.nextInt(20);
            counted[3] += fast;
            counted[4] += fast + random.nextInt(5);
            List<Sample> samples = new ArrayList<>();
            samples.add(sample(0, Role.PROMPT_TOKENS, Double.NaN, time, counted[0]));
            samples.add(sample(0, Role.UNITS, Double.NaN, time, counted[0]));
            samples.add(sample(1, Role.CACHED_PROMPT_TOKENS, Double.NaN, time, counted[1]));
            samples.add(sample(2, Role.OUTPUT_TOKENS, Double.NaN, time, counted[2]));
            samples.add(sample(3, Role.FIRST_TOKEN, 500, time, counted[3]));
            samples.add(sample(4, Role.FIRST_TOKEN, Double.POSITIVE_INFINITY, time, counted[4]));
            samples.add(new Sample(
                    new SeriesId(5, 6),
                    Role.KV_CACHE,
                    10,
                    false,
                    Temporality.LEVEL,
                    0,
                    time,
                    Double.NaN,
                    new Value.Amount(random.nextDouble())));
            return new Export(WHO, time, samples);
        }

        private Sample sample(int series, Role role, double bound, long time, long total) {
            return new Sample(
                    new SeriesId(5, series),
                    role,
                    10,
                    false,
                    Temporality.CUMULATIVE,
                    start,
                    time,
                    bound,
                    new Value.Amount((double) total));
        }
    }

    private long sum(Function<RequestRateEvent, Long> of) {
        return events.stream()
                .map(of)
                .mapToLong(count -> Objects.requireNonNullElse(count, 0L))
                .sum();
    }

    private static long total(LatencyHistogram times) {
        return times == null
                ? 0
                : times.getZeroCount()
                        + times.getCounts().stream().mapToLong(n -> n).sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_repeats_or_restarts_each_token_counts_once(long seed) throws IOException {
        Random random = new Random(seed);
        long[] expected = new long[5];
        long time = T0;
        for (int restart = 0; restart < 4; restart++) {
            Server server = new Server(random, time);
            for (int i = 3 + random.nextInt(20); i > 0; i--) {
                time += 10 * S;
                Export scrape = server.scrape(time);
                for (int times = random.nextInt(3); times >= 0; times--) {
                    arrives(scrape);
                }
                if (random.nextInt(4) == 0) {
                    quiet();
                }
            }
            for (int i = 0; i < 5; i++) {
                expected[i] += server.counted[i];
            }
        }
        quiet();

        assertThat(sum(RequestRateEvent::getPromptTokens)).isEqualTo(expected[0]);
        assertThat(sum(RequestRateEvent::getOutputTokens)).isEqualTo(expected[2]);
        assertThat(events.stream().mapToDouble(RequestRateEvent::getUnits).sum())
                .isEqualTo((double) expected[0]);
        assertThat(sum(RequestRateEvent::getCachedPromptTokens)).isEqualTo(expected[1]);
        assertThat(events.stream()
                        .mapToLong(e -> total(e.getTimeToFirstToken()))
                        .sum())
                .isEqualTo(expected[4]);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getCachedPromptTokens()).isBetween(0L, event.getPromptTokens());
            assertThat(event.getKvCacheUsage()).isBetween(0.0, 1.0);
        });
    }

    /** A server that counts a request that it interrupted once more has more hits than prompts for ever. */
    @Test
    void hits_that_no_prompt_explains_are_given_up() {
        TokenTally tally = new TokenTally();
        long[] cached = new long[50];
        for (int i = 0; i < cached.length; i++) {
            tally.add(Role.PROMPT_TOKENS, 1000);
            tally.add(Role.CACHED_PROMPT_TOKENS, i < 40 ? 1500 : 0);
            cached[i] = tally.counted().cached();
            tally.reported();
        }
        assertThat(cached[39]).isEqualTo(1000);
        assertThat(cached[40]).isEqualTo(1000);
        assertThat(cached[41]).isZero();
    }

    private static final String STATE_1 =
            "5QGHAoCAoLvSnfH6MaDc44XjaICg3rznnvH6MQACAAQACoCg3rznnvH6MQIKgKDevOee8foxAwqAoN68557x+jEECoCg3rznnvH6MQoAoAYAAAAC"
                    + "6AcGoB8KBQAAAAAAAAAHAAAAAAAAAAEACgADAQCAoN68557x+jEB3AEAAAAAAAAAAAcAAAAAAAAAAgIKAOgHAQCAoN68557x+jEBcAAAAAAA"
                    + "AAAABwAAAAAAAAADAgoAoB8BAICg3rznnvH6MQHcAQAAAAAAAAAABwAAAAAAAAAEAwoAAwEAgKDevOee8foxAZCZAQAAAAAAAAAABwAAAAAA"
                    + "AAAFBAoEAwEAgKDevOee8foxARAAi7Sc+A==";
    private static final String EXPORT_1 =
            "5QGZAQAEY2hhdAAAAAZ2bGxtLTAAgKDevOee8foxBQAAAAAAAAAHAAAAAAAAAAEACgAAAAMB3AEAAAAAAAAABwAAAAAAAAACAgoAAADoBwFwAAAA"
                    + "AAAAAAcAAAAAAAAAAwIKAAAAoB8B3AEAAAAAAAAABwAAAAAAAAAEAwoAAAADAZCZAQAAAAAAAAAHAAAAAAAAAAUECgQAAAMBEJM3SNE=";

    /** Written by the version before tokens, in the middle of an interval in which five requests came. */
    @Test
    void what_the_version_before_stored_goes_on() throws IOException {
        stored = Base64.getDecoder().decode(STATE_1);
        arrives(ExportCodec.read(Base64.getDecoder().decode(EXPORT_1)));
        quiet();

        assertThat(events).hasSize(1);
        assertThat(events.get(0).getRequests()).isEqualTo(5);
        assertThat(events.get(0).getUnits()).isEqualTo(400);
        assertThat(events.get(0).getMeanConcurrency()).isEqualTo(8);
        assertThat(total(events.get(0).getLatency())).isEqualTo(5);
        assertThat(events.get(0).getPromptTokens()).isNull();
    }

    @Test
    void the_version_before_reads_exports_without_tokens() throws IOException {
        byte[] before = Base64.getDecoder().decode(EXPORT_1);
        assertThat(ExportCodec.write(ExportCodec.read(before))).isEqualTo(before);
    }
}
