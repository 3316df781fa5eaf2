package dev.sluice.ingest.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.SeriesId;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generated processes count what they do; what their exports become is compared with that. */
final class RecountTest {
    private static final long S = 1_000_000_000L;
    private static final long T0 = 1_800_000_000L * S;
    private static final ReporterKey WHO = new ReporterKey("shop", "", "a", Role.Kind.DEMAND);

    private final List<RequestRateEvent> events = new ArrayList<>();
    private byte[] stored = ReporterCodec.write(new ReporterState());

    private static Sample sample(
            int series, boolean error, Temporality temporality, long start, long time, Value value) {
        return new Sample(
                new SeriesId(1, series), Role.REQUESTS, 0, error, temporality, start, time, Double.NaN, value);
    }

    private void arrives(Export export) {
        state(state -> state.take(export, 0));
    }

    private void quiet() {
        state(state -> state.due(WHO));
    }

    /** The state is written and read again each time, as if the process ended in between. */
    private void state(java.util.function.Function<ReporterState, Optional<SpecificRecord>> step) {
        try {
            ReporterState state = ReporterCodec.read(stored);
            step.apply(state).ifPresent(event -> events.add((RequestRateEvent) event));
            stored = ReporterCodec.write(state);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long requests() {
        return events.stream().mapToLong(RequestRateEvent::getRequests).sum();
    }

    private long errors() {
        return events.stream().mapToLong(RequestRateEvent::getErrors).sum();
    }

    private void eventsDoNotOverlap() {
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).getFrom()).isEqualTo(events.get(i - 1).getTo());
            assertThat(events.get(i).getTo()).isAfter(events.get(i).getFrom());
        }
    }

    /** A process with up to eight routes, which begin one by one, and its exports every ten seconds. */
    private static final class Sender {
        private final long start;
        private final Temporality temporality;
        private final Random random;
        private final long[][] counts = new long[8][4];
        private long requests;
        private long errors;

        Sender(long start, Temporality temporality, Random random) {
            this.start = start;
            this.temporality = temporality;
            this.random = random;
        }

        Export export(long time, int routes) {
            List<Sample> samples = new ArrayList<>();
            for (int route = 0; route < routes; route++) {
                long[] grown = new long[4];
                for (int i = 0; i < 4; i++) {
                    grown[i] = random.nextInt(3) == 0 ? random.nextInt(50) : 0;
                    counts[route][i] += grown[i];
                    requests += grown[i];
                    errors += route % 3 == 2 ? grown[i] : 0;
                }
                long[] told = temporality == Temporality.DELTA ? grown : counts[route].clone();
                long from = temporality == Temporality.DELTA ? time - 10 * S : start;
                Value value = new Value.Explicit(new double[] {10, 100, 1000}, told, Double.NaN);
                samples.add(sample(route, route % 3 == 2, temporality, from, time, value));
            }
            return new Export(WHO, time, samples);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Temporality.class,
            names = {"CUMULATIVE", "DELTA"})
    void whatever_repeats_restarts_or_overtakes_each_request_counts_once(Temporality temporality) {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            events.clear();
            stored = ReporterCodec.write(new ReporterState());
            List<Export> sent = new ArrayList<>();
            long requests = 0;
            long errors = 0;
            long time = T0;
            for (int restart = 0; restart < 4; restart++) {
                Sender process = new Sender(time, temporality, random);
                int exports = 3 + random.nextInt(12);
                for (int i = 1; i <= exports; i++) {
                    time += 10 * S;
                    sent.add(process.export(time, Math.min(8, i)));
                }
                requests += process.requests;
                errors += process.errors;
                time += random.nextInt(30) * S;
            }
            deliver(sent, random);
            assertThat(requests()).as("seed %d", seed).isEqualTo(requests);
            assertThat(errors()).as("seed %d", seed).isEqualTo(errors);
            eventsDoNotOverlap();
        }
    }

    /** Behind the first, each may come up to four places later, or twice; sometimes there is quiet between. */
    private void deliver(List<Export> sent, Random random) {
        List<long[]> order = new ArrayList<>();
        for (int i = 1; i < sent.size(); i++) {
            order.add(new long[] {i, i * 10L + random.nextInt(40)});
            if (random.nextInt(4) == 0) {
                order.add(new long[] {i, i * 10L + random.nextInt(200)});
            }
        }
        order.sort(Comparator.comparingLong(entry -> entry[1]));
        arrives(sent.get(0));
        for (long[] entry : order) {
            arrives(sent.get((int) entry[0]));
            if (random.nextInt(5) == 0) {
                quiet();
            }
        }
        quiet();
    }

    /** Without a name of its own, each of three processes has its own start: none is taken for a restart of another. */
    @Test
    void processes_that_share_an_identity_are_told_apart_by_their_start() {
        Random random = new Random(1);
        List<Sender> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new Sender(T0 + i * S, Temporality.CUMULATIVE, random));
        }
        for (int round = 1; round <= 50; round++) {
            for (int i = 0; i < 3; i++) {
                arrives(processes.get(i).export(T0 + 10L * round * S + i * S, 2));
            }
        }
        quiet();
        assertThat(requests())
                .isEqualTo(processes.stream().mapToLong(p -> p.requests).sum());
        eventsDoNotOverlap();
    }

    @Test
    void a_process_that_has_run_for_a_week_does_not_bring_the_requests_of_a_week() {
        long week = T0 - Duration.ofDays(7).toNanos();
        for (int i = 0; i < 4; i++) {
            Value total = new Value.Amount(1e9 + 25 * i);
            // the second series begins later, in the same process: all of it is new
            List<Sample> samples =
                    new ArrayList<>(List.of(sample(0, false, Temporality.CUMULATIVE, week, T0 + 10L * i * S, total)));
            if (i >= 2) {
                samples.add(sample(2, true, Temporality.CUMULATIVE, week, T0 + 10L * i * S, new Value.Amount(i)));
            }
            arrives(new Export(WHO, T0 + 10L * i * S, samples));
        }
        quiet();
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(25L, 27L, 26L);
        assertThat(events).extracting(RequestRateEvent::getErrors).containsExactly(0L, 2L, 1L);
    }

    @Test
    void without_a_start_a_fall_is_a_reset_and_counting_begins_at_the_second_point() {
        Random random = new Random(9);
        long expected = 0;
        double total = 1_000;
        for (int i = 0; i < 500; i++) {
            double grown = random.nextInt(9);
            // only a total that falls tells of a reset
            total = total > 20 && random.nextInt(20) == 0 ? grown : total + grown;
            expected += i == 0 ? 0 : (long) grown;
            long time = T0 + 15L * i * S;
            Sample sample = sample(0, false, Temporality.CUMULATIVE, 0, time, new Value.Amount(total));
            arrives(new Export(WHO, time, List.of(sample)));
            arrives(new Export(WHO, time, List.of(sample)));
        }
        quiet();
        assertThat(requests()).isEqualTo(expected);
    }

    /** The old and the new name of a convention tell of the same requests. */
    @Test
    void of_two_metrics_for_the_same_requests_one_counts_and_the_other_takes_over_if_it_ends() {
        long expected = 0;
        for (int i = 1; i <= 100; i++) {
            long time = T0 + 10L * i * S;
            List<Sample> samples = new ArrayList<>();
            samples.add(new Sample(
                    new SeriesId(2, 0),
                    Role.REQUESTS,
                    40,
                    false,
                    Temporality.DELTA,
                    0,
                    time,
                    Double.NaN,
                    new Value.Amount(7)));
            if (i <= 40) {
                samples.add(new Sample(
                        new SeriesId(2, 1),
                        Role.REQUESTS,
                        30,
                        false,
                        Temporality.DELTA,
                        0,
                        time,
                        Double.NaN,
                        new Value.Amount(7)));
            }
            arrives(new Export(WHO, time, samples));
            // five minutes after its last point the better metric is gone
            expected += i <= 40 || i > 70 ? 7 : 0;
        }
        quiet();
        assertThat(requests()).isEqualTo(expected);
    }

    @Test
    void a_level_counts_until_its_sender_takes_it_back_or_falls_silent() {
        Value[] levels = {new Value.Amount(4), new Value.Amount(6), new Value.Absent()};
        for (int i = 0; i < 3; i++) {
            long time = T0 + 10L * (i + 1) * S;
            arrives(new Export(
                    WHO,
                    time,
                    List.of(
                            sample(0, false, Temporality.DELTA, 0, time, new Value.Amount(1)),
                            new Sample(
                                    new SeriesId(3, 0),
                                    Role.CONCURRENCY,
                                    0,
                                    false,
                                    Temporality.LEVEL,
                                    0,
                                    time,
                                    Double.NaN,
                                    levels[i]),
                            new Sample(
                                    new SeriesId(3, 1),
                                    Role.BACKLOG,
                                    0,
                                    false,
                                    Temporality.LEVEL_CHANGE,
                                    0,
                                    time,
                                    Double.NaN,
                                    new Value.Amount(2)))));
        }
        quiet();
        assertThat(events).extracting(RequestRateEvent::getMeanConcurrency).containsExactly(4.0, 6.0, null);
        assertThat(events).extracting(RequestRateEvent::getQueueDepth).containsExactly(2L, 4L, 6L);
    }

    /** Prometheus marks every series of a target that is gone as stale. */
    @Test
    void a_sender_that_takes_everything_back_reports_no_more() {
        for (int i = 0; i < 4; i++) {
            long time = T0 + 10L * i * S;
            Value value = i == 3 ? new Value.Absent() : new Value.Amount(100 + 5 * i);
            arrives(new Export(WHO, time, List.of(sample(0, false, Temporality.CUMULATIVE, 0, time, value))));
        }
        quiet();
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(5L, 5L);
        // alive, with nothing new: no demand
        arrives(new Export(WHO, T0 + 50 * S, List.of()));
        quiet();
        assertThat(events).extracting(RequestRateEvent::getRequests).containsExactly(5L, 5L, 0L);
    }

    @Test
    void seconds_of_cpu_become_cores() {
        ReporterKey who = new ReporterKey("shop", "", "a", Role.Kind.USAGE);
        ReporterState state = new ReporterState();
        List<UsageEvent> usages = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long time = T0 + 10L * i * S;
            Sample cpu = new Sample(
                    new SeriesId(4, 0),
                    Role.CPU,
                    0,
                    false,
                    Temporality.CUMULATIVE,
                    0,
                    time,
                    Double.NaN,
                    new Value.Amount(100 + 15 * i));
            Sample memory = new Sample(
                    new SeriesId(4, 1),
                    Role.MEMORY,
                    0,
                    false,
                    Temporality.LEVEL,
                    0,
                    time,
                    Double.NaN,
                    new Value.Amount(1 << 20));
            state.take(new Export(who, time, List.of(cpu, memory)), 0).ifPresent(e -> usages.add((UsageEvent) e));
        }
        state.due(who).ifPresent(e -> usages.add((UsageEvent) e));
        assertThat(usages).extracting(UsageEvent::getCpuUsed).containsExactly(1.5, 1.5, 1.5);
        assertThat(Objects.requireNonNull(usages.get(0).getMemoryUsed())).isEqualTo(1 << 20);
    }

    @Test
    void what_is_kept_of_an_instance_is_bounded() {
        ReporterState state = new ReporterState();
        long[] wide = new long[4_000];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = 1L << 40;
        }
        for (int i = 0; i < 60; i++) {
            List<Sample> samples = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                Value value = j == 0 ? new Value.Exponential(3, 0, 0, wide, 1, 1) : new Value.Amount(i);
                samples.add(sample(i * 100 + j, false, Temporality.CUMULATIVE, T0, T0 + i * S, value));
            }
            state.take(new Export(WHO, T0 + i * S, samples), 0);
        }
        assertThat(state.refused()).isPositive();
        assertThat(ReporterCodec.write(state).length).isLessThan(ReporterCodec.MOST_BYTES + 100);
    }
}
