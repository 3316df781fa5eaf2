package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any policy, written as a file and as a record, reads back as it was; any damage to its file is told, never thrown. */
final class PolicyRoundTripTest {
    private static final int SEEDS = 400;
    private static final List<Signal> QUEUES = List.of(Signal.REQUESTS, Signal.UNITS, Signal.BACKLOG);

    @TempDir
    Path directory;

    @Test
    void what_is_written_as_a_file_reads_back_the_same() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Manifest policy = new Manifest.OfService(new Drawn(seed).policy());
            assertThat(read(ManifestText.yaml(policy))).as("seed %d", seed).containsExactly(policy);
            assertThat(read(ManifestText.json(policy))).as("seed %d", seed).containsExactly(policy);
        }
    }

    @Test
    void what_is_written_as_a_record_reads_back_the_same() {
        for (int seed = 0; seed < SEEDS; seed++) {
            ScalingPolicy policy = new Drawn(seed).policy();
            assertThat(PolicyCodec.fromRecord(PolicyCodec.toRecord(policy)))
                    .as("seed %d", seed)
                    .isEqualTo(policy);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_damaged_file_is_read_or_refused_with_its_lines(long seed) throws IOException {
        Random random = new Random(seed);
        String alphabet = "0123456789-:{}[]%,.\"' \n\tabz&*!|>#@";
        int refused = 0;
        for (int i = 0; i < SEEDS; i++) {
            StringBuilder text =
                    new StringBuilder(ManifestText.yaml(new Manifest.OfService(new Drawn(random.nextInt()).policy())));
            for (int m = 1 + random.nextInt(4); m > 0; m--) {
                int at = random.nextInt(text.length());
                text.replace(
                        at, at + random.nextInt(3), String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
            }
            try {
                read(text.toString());
            } catch (InvalidManifestException e) {
                assertThat(e.getMessage()).as(text.toString()).contains("p.yaml");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(SEEDS / 2);
    }

    private List<Manifest> read(String text) throws IOException {
        return Manifests.read(List.of(Files.writeString(directory.resolve("p.yaml"), text)));
    }

    /** A policy in which anything that may be left out is there half of the time. */
    private record Drawn(Random random) {
        Drawn(long seed) {
            this(new Random(seed));
        }

        ScalingPolicy policy() {
            boolean tokens = random.nextInt(4) == 0;
            boolean learned = tokens && random.nextBoolean();
            Demand first = tokens
                    ? new Demand(Signal.TOKENS, learned ? OptionalDouble.empty() : rate(), maybe(seconds()))
                    : queue();
            List<Demand> more = new ArrayList<>();
            EnumSet<Signal> others =
                    EnumSet.complementOf(EnumSet.of(first.signal(), Signal.TOKENS, Signal.LAG, Signal.BACKLOG));
            if (tokens) {
                others.remove(Signal.UNITS);
            }
            for (Signal signal : others) {
                if (random.nextInt(4) == 0) {
                    more.add(new Demand(signal, rate(), Optional.empty()));
                }
            }
            int min = random.nextInt(4);
            Placement placed = placement();
            return new ScalingPolicy(
                    "service " + random.nextInt(9),
                    new Bounds(min, min + 1 + random.nextInt(1_000_000)),
                    first,
                    more,
                    tokens ? tokens() : objective(first),
                    maybe(seconds()),
                    pick(List.of(Mode.values())),
                    rules(),
                    rules(),
                    new Tuning(
                            random.nextInt(3) * .15,
                            random.nextBoolean() ? OptionalDouble.of(1.5 + random.nextInt(9)) : OptionalDouble.empty(),
                            seconds(),
                            maybe(seconds()),
                            new Lifecycle(
                                    OptionalDouble.empty(),
                                    maybe(seconds()),
                                    random.nextBoolean() ? Drift.CORRECT : Drift.RESPECT)),
                    learned ? compared(placed) : placed);
        }

        /** What only demand in tokens may say of pools, where no rate is stated. */
        private Placement compared(Placement placed) {
            if (random.nextBoolean()) {
                Roles.Of decode = new Roles.Of("decode", OptionalDouble.of(1 + random.nextInt(999)));
                return placed.withRoles(new Roles(new Roles.Of("prefill", rate()), decode));
            }
            return placed.withPools(placed.pools().stream()
                    .map(pool -> new PoolTerms(pool.pool(), OptionalDouble.empty(), 0, rate()))
                    .toList());
        }

        private Objective objective() {
            return switch (random.nextInt(4)) {
                case 0 -> new Objective.Unserved((1 + random.nextInt(40)) / 100.);
                case 1 ->
                    new Objective.Latency(
                            (50 + random.nextInt(49)) / 100., Duration.ofMillis(1 + random.nextInt(9_999)));
                case 2 -> new Objective.Drain(seconds());
                default -> new Objective.Deadline(Instant.ofEpochSecond(1_800_000_000L + random.nextInt(1_000_000)));
            };
        }

        private Demand queue() {
            return random.nextInt(4) == 0
                    ? new Demand(Signal.LAG, rate(), maybe(seconds()), Optional.of(group()))
                    : new Demand(pick(QUEUES), rate(), maybe(seconds()));
        }

        private ConsumerGroup group() {
            List<String> topics = List.of("orders", "returns.v2", "a_b-1").subList(0, random.nextInt(4));
            return new ConsumerGroup(
                    "group: " + random.nextInt(9),
                    topics,
                    random.nextBoolean(),
                    random.nextBoolean() ? ConsumerGroup.REBALANCE : Duration.ofMillis(random.nextInt(1_800_001)));
        }

        /** No latency is promised where only the brokers report. */
        private Objective objective(Demand first) {
            Objective any = objective();
            return first.signal() == Signal.LAG && any instanceof Objective.Latency
                    ? Objective.standard(Signal.LAG)
                    : any;
        }

        private Objective tokens() {
            Optional<FirstToken> first =
                    Optional.of(new FirstToken((1 + random.nextInt(99)) / 100., seconds(), random.nextInt(3) * 1.5));
            Optional<InterToken> inter =
                    Optional.of(new InterToken(.9, Duration.ofNanos(1 + random.nextInt(999_999_999))));
            return new Objective.Tokens(first, random.nextBoolean() ? inter : Optional.empty());
        }

        private ScalingRules rules() {
            List<RateLimit> limits = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                limits.add(new RateLimit(pick(List.of(RateLimit.Unit.values())), 1 + random.nextInt(200), seconds()));
            }
            List<ScalingRules.Select> select = List.of(ScalingRules.Select.MAX, ScalingRules.Select.MIN);
            return new ScalingRules(
                    random.nextBoolean() ? Duration.ZERO : seconds(),
                    pick(select),
                    limits,
                    random.nextBoolean() ? OptionalDouble.of(random.nextInt(40) / 100.) : OptionalDouble.empty());
        }

        private Placement placement() {
            List<PoolTerms> pools = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                pools.add(new PoolTerms("pool" + i, rate(), 0));
            }
            Optional<MonthlyBudget> budget = pools.isEmpty()
                    ? Optional.empty()
                    : maybe(new MonthlyBudget(
                            random.nextInt(9_999),
                            pick(List.of(MonthlyBudget.Kind.values())),
                            ZoneId.of(pick(List.of("UTC", "Europe/Berlin", "America/Sao_Paulo")))));
            return new Placement(
                    pools,
                    random.nextInt(5) / 4.,
                    new Placement.Moves(seconds(), random.nextInt(9) / 8.),
                    new Placement.Rank(random.nextInt(9), 1 + random.nextInt(9)),
                    random.nextBoolean() ? "" : "tenant " + random.nextInt(9),
                    budget,
                    maybe(new SizeTerms(
                            Mode.ADVISE, (1 + random.nextInt(4)) / 4., maybe(machine(1)), maybe(machine(9)))));
        }

        private Resources machine(int factor) {
            return new Resources(
                    factor * .25, factor * (1L << 29), factor * .5, factor * (1L << 30), factor * 1_000_000L);
        }

        private OptionalDouble rate() {
            return random.nextBoolean() ? OptionalDouble.of((1 + random.nextInt(999)) / 8.) : OptionalDouble.empty();
        }

        private Duration seconds() {
            return Duration.ofSeconds(1 + random.nextInt(9_999));
        }

        private <T> Optional<T> maybe(T value) {
            return random.nextBoolean() ? Optional.of(value) : Optional.empty();
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }
    }
}
