package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.message.history.History;
import dev.sluice.demand.Signal;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.LoadLimit;
import dev.sluice.events.MeasuredReplica;
import dev.sluice.events.MeasuredTime;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.LatencyBound;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code sluice learn} and {@code sluice profile} found out arrives at the loop as it was found, or not at all. */
final class LearnedRecordsTest {
    private static final AvroSerde<LearnedHistory> SERDE =
            AvroSerde.of(LearnedHistory.class, Map.of("schema.registry.url", "mock://learned-records"));
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");

    private static final List<Signal> SIGNALS =
            List.of(Signal.REQUESTS, Signal.TOKENS, Signal.UNITS, Signal.BACKLOG, Signal.CPU, Signal.CONCURRENCY);

    @Test
    void a_history_of_any_length_and_signal_comes_back_from_the_wire_as_it_went() {
        Random random = new Random(411);
        for (int i = 0; i < 300; i++) {
            History history = history(random);
            LearnedHistory record = sent(HistoryCodec.toRecord("checkout", history, MONDAY));

            assertThat(DeclarationChecks.of("checkout", record).detail()).isEqualTo(Rejection.NOT.detail());
            assertThat(HistoryCodec.fromRecord(record))
                    .as("drawn %d", i)
                    .hasValueSatisfying(
                            read -> assertThat(read).usingRecursiveComparison().isEqualTo(history));
            assertThat(ProfileCodec.fromRecord(record)).isEmpty();
        }
    }

    private static History history(Random random) {
        byte[] model = new byte[random.nextInt(200)];
        random.nextBytes(model);
        Instant from = MONDAY.minusMillis(1 + random.nextLong(10_000_000_000L));
        return new History(
                SIGNALS.get(random.nextInt(SIGNALS.size())),
                from,
                MONDAY,
                Duration.ofMillis(1 + random.nextLong(Limits.WINDOW_MS)),
                1 + random.nextInt(Integer.MAX_VALUE - 1),
                random.nextBoolean() ? "" : "prometheus http://metrics:9090, 30 Tage",
                model,
                random.nextBoolean() ? Optional.empty() : Optional.of(replica(random)));
    }

    private static ExpectedReplica replica(Random random) {
        Optional<ExpectedReplica.Limit> limit = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new ExpectedReplica.Limit(
                        new LatencyBound(.5 + random.nextDouble() / 2.1, 1 + random.nextDouble(5000)),
                        random.nextDouble(.01, 1)));
        OptionalDouble quiet =
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(.001 + random.nextDouble(900));
        return new ExpectedReplica(Math.pow(10, random.nextInt(-8, 14)), random.nextBoolean(), quiet, limit);
    }

    @Test
    void a_profile_of_prompts_steps_or_both_comes_back_from_the_wire_as_it_went() {
        Random random = new Random(412);
        for (int i = 0; i < 300; i++) {
            boolean prompts = random.nextBoolean();
            ReplicaProfile profile = new ReplicaProfile(
                    prompts ? rising(random) : List.of(),
                    !prompts || random.nextBoolean() ? rising(random) : List.of(),
                    1 + random.nextInt(65_536),
                    random.nextBoolean() ? "" : "vllm bench on H100");
            LearnedHistory record = sent(ProfileCodec.toRecord("chat", profile, Optional.empty(), MONDAY));

            assertThat(DeclarationChecks.of("chat", record).isRejected()).isFalse();
            assertThat(ProfileCodec.fromRecord(record)).as("drawn %d", i).contains(profile);
            assertThat(HistoryCodec.fromRecord(record))
                    .as("nothing was learned of demand")
                    .isEmpty();
        }
    }

    private static List<Point> rising(Random random) {
        List<Point> points = new ArrayList<>();
        double at = 1;
        double seconds = .001;
        for (int i = random.nextInt(1, 30); i > 0; i--) {
            points.add(new Point(at, seconds));
            at += 1 + random.nextInt(900);
            seconds += random.nextDouble(.2);
        }
        return points;
    }

    @Test
    void a_profile_joins_the_history_that_is_known_and_takes_nothing_from_it() {
        History history = history(new Random(413)).withReplica(Optional.of(replica(new Random(414))));
        LearnedHistory known = HistoryCodec.toRecord("chat", history, MONDAY);
        ReplicaProfile first = new ReplicaProfile(List.of(new Point(512, .05)), List.of(), 2048, "first");
        ReplicaProfile second = new ReplicaProfile(List.of(), List.of(new Point(8, .03)), 512, "second");
        Instant later = MONDAY.plusSeconds(60);

        LearnedHistory once = ProfileCodec.toRecord("chat", first, Optional.of(known), MONDAY);
        LearnedHistory twice = sent(ProfileCodec.toRecord("chat", second, Optional.of(once), later));

        assertThat(HistoryCodec.fromRecord(twice))
                .hasValueSatisfying(
                        read -> assertThat(read).usingRecursiveComparison().isEqualTo(history));
        assertThat(ProfileCodec.fromRecord(twice)).as("the last one measured").contains(second);
        assertThat(twice.getLearnedAt()).isEqualTo(later);
        assertThat(ProfileCodec.fromRecord(known))
                .as("the known one is as it was")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "TOKENS", "UNITS", "CPU", "GPU", "CONCURRENCY", "BACKLOG"})
    void units_that_are_tokens_are_not_taken_for_other_units(Signal signal) {
        History history = new History(
                signal, MONDAY, MONDAY.plusSeconds(10), Duration.ofSeconds(10), 1, "", new byte[0], Optional.empty());

        assertThat(HistoryCodec.fromRecord(sent(HistoryCodec.toRecord("chat", history, MONDAY))))
                .map(History::signal)
                .contains(signal);
    }

    @Test
    void reading_a_record_twice_finds_the_model_twice() {
        History history = history(new Random(415));
        LearnedHistory record = HistoryCodec.toRecord("checkout", history, MONDAY);

        byte[] first = HistoryCodec.fromRecord(record).orElseThrow().model();
        byte[] second = HistoryCodec.fromRecord(record).orElseThrow().model();

        assertThat(second).isEqualTo(first).isEqualTo(history.model());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beyond")
    void what_is_beyond_the_limits_is_a_dead_letter_that_names_the_field(
            String said, Consumer<LearnedHistory.Builder> change) {
        LearnedHistory.Builder record = LearnedHistory.newBuilder(
                HistoryCodec.toRecord("checkout", history(new Random(416)).withReplica(Optional.empty()), MONDAY));
        change.accept(record);

        Rejection rejection = DeclarationChecks.of("checkout", record.build());

        assertThat(rejection.reason()).isEqualTo(DeadLetter.Reason.IMPOSSIBLE_VALUE);
        assertThat(rejection.detail()).isEqualTo(said);
    }

    static Stream<Arguments> beyond() {
        Instant far = Instant.ofEpochMilli(Limits.END_OF_RECORDINGS + 1);
        return Stream.of(
                beyond("service is empty", r -> r.setService("")),
                beyond(
                        "from is 1969-12-31T23:59:59.999Z, not from 1970 to 2100-01-01T00:00:00Z",
                        r -> r.setFrom(Instant.ofEpochMilli(-1))),
                beyond("to is 2100-01-01T00:00:00.001Z, not from 1970 to 2100-01-01T00:00:00Z", r -> r.setTo(far)),
                beyond("windowMs is 86400001ms, not from 0 to 1d", r -> r.setWindowMs(Limits.WINDOW_MS + 1)),
                beyond("windows is -1", r -> r.setWindows(-1)),
                beyond("source has 4097 characters, more than 4096", r -> r.setSource("x".repeat(4097))),
                beyond(
                        "bytes of model is 1048577, more than 1048576",
                        r -> r.setModel(ByteBuffer.allocate((1 << 20) + 1))),
                beyond(
                        "points of profile is 10001, more than 10000",
                        r -> r.setProfile(profile(Collections.nCopies(10_001, new MeasuredTime(1.0, 1.0)), ""))),
                beyond(
                        "profile.source has 4097 characters, more than 4096",
                        r -> r.setProfile(profile(List.of(), "x".repeat(4097)))),
                beyond(
                        "replica.perReplica is 0, not from 0.000000001 to 1,000,000,000,000,000",
                        r -> r.setReplica(shown(0, null, null))),
                beyond("replica.quietMs is -1ms, not from 0 to 14d", r -> r.setReplica(shown(1, -1.0, null))),
                beyond(
                        "replica.limit.belowMs is 15d, not from 0 to 14d",
                        r -> r.setReplica(
                                shown(1, null, (double) Duration.ofDays(15).toMillis()))));
    }

    private static MeasuredReplica profile(List<MeasuredTime> prompts, String source) {
        return new MeasuredReplica(prompts, List.of(), 2048.0, source);
    }

    private static dev.sluice.events.ExpectedReplica shown(
            double perReplica, @Nullable Double quiet, @Nullable Double below) {
        return dev.sluice.events.ExpectedReplica.newBuilder()
                .setPerReplica(perReplica)
                .setFull(true)
                .setQuietMs(quiet)
                .setLimit(below == null ? null : new LoadLimit(.95, below, .7))
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void what_no_history_can_be_is_refused_with_what_was_found(String said, Consumer<LearnedHistory.Builder> change) {
        LearnedHistory.Builder record =
                LearnedHistory.newBuilder(HistoryCodec.toRecord("checkout", history(new Random(417)), MONDAY));
        change.accept(record);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> {
                    HistoryCodec.fromRecord(record.build());
                    ProfileCodec.fromRecord(record.build());
                })
                .withMessageContaining(said);
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                beyond("ends after it starts", r -> r.setTo(MONDAY.minusSeconds(900_000_000))),
                beyond("at least one window", r -> r.setWindows(0)),
                beyond("of PT0S", r -> r.setWindowMs(0)),
                beyond("more than 0 per second, not NaN", r -> r.setReplica(shown(Double.NaN, null, null))),
                beyond("more than 0 ms, not 0", r -> r.setReplica(shown(1, 0.0, null))),
                beyond("a time above 0, not 0.95, 0", r -> r.setReplica(shown(1, null, 0.0))),
                beyond("at most 10^9, not -3", r -> r.setProfile(profile(List.of(new MeasuredTime(-3.0, 1.0)), ""))),
                beyond("more than 0 s", r -> r.setProfile(profile(List.of(new MeasuredTime(3.0, 0.0)), ""))),
                beyond("a time of a prompt or of a step at least", r -> r.setProfile(profile(List.of(), ""))),
                beyond(
                        "at least one prompt token, not 0.5",
                        r -> r.setProfile(
                                new MeasuredReplica(List.of(new MeasuredTime(3.0, 1.0)), List.of(), .5, ""))));
    }

    private static Arguments beyond(String said, Consumer<LearnedHistory.Builder> change) {
        return Arguments.of(said, change);
    }

    private static LearnedHistory sent(LearnedHistory record) {
        return SERDE.deserializer()
                .deserialize("learned-histories", SERDE.serializer().serialize("learned-histories", record));
    }
}
