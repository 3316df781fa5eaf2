package dev.sluice.config.manifest;

import dev.sluice.allocation.Pool;
import dev.sluice.config.record.check.Limits;
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
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/** Policies, pools and budgets at the limits of what may be declared, under names that YAML could take for something else. */
public final class DrawnManifests {
    /** Names that are no plain text to some reader of YAML. */
    static final List<String> NAMES = List.of(
            "search",
            "404",
            "0x1F",
            "0b11",
            "0o17",
            "017",
            "1_000",
            "1:30",
            "12:30:45",
            "1e3",
            "1.5",
            "-7",
            "+5",
            ".5",
            "yes",
            "No",
            "on",
            "OFF",
            "true",
            "False",
            "y",
            "n",
            "null",
            "Null",
            "~",
            ".inf",
            "-.INF",
            ".nan",
            "<<",
            "=",
            "2026-01-01",
            "2026-01-01T06:00:00Z",
            "2026-01-01 06:00:00 +2",
            "a: b",
            "a:",
            ":a",
            "a #b",
            "#a",
            "- a",
            "-",
            "--- a",
            "...",
            "? a",
            "[a]",
            "{a: b}",
            "a,b",
            "&a",
            "*a",
            "!a",
            "!!int 5",
            "|",
            ">",
            "%a",
            "@a",
            "`a`",
            "'a'",
            "\"a\"",
            "it's",
            "back\\slash",
            " leading",
            "trailing ",
            "two  spaces",
            "tab\tin",
            "line\nbreak",
            "line\n\nbreaks\n",
            "\nfirst",
            "\r\nwindows",
            "ünïcödé",
            "日本語",
            "🚀 rocket",
            "\u2028separated",
            "a".repeat(Limits.NAME - 1));

    private static final List<Signal> QUEUES = List.of(Signal.REQUESTS, Signal.UNITS, Signal.BACKLOG, Signal.LAG);

    private static final List<String> ZONES =
            List.of("UTC", "Z", "Europe/Berlin", "America/Sao_Paulo", "+12:00", "+02:00", "-11:30", "GMT+12:45");

    private final Random random;

    public DrawnManifests(long seed) {
        this.random = new Random(seed);
    }

    public Manifest next() {
        return switch (random.nextInt(4)) {
            case 0 -> new Manifest.OfPool(pool());
            case 1 -> new Manifest.OfTenant(name(), budget());
            default -> new Manifest.OfService(policy());
        };
    }

    public Pool pool() {
        return new Pool(
                name(),
                resources(),
                amount(),
                random.nextBoolean() ? Pool.UNLIMITED : random.nextInt(9),
                maybe(length()).orElse(Duration.ZERO),
                maybe(new Pool.Spot(amount())));
    }

    public MonthlyBudget budget() {
        return new MonthlyBudget(amount(), pick(List.of(MonthlyBudget.Kind.values())), ZoneId.of(pick(ZONES)));
    }

    public ScalingPolicy policy() {
        return policy(name());
    }

    public ScalingPolicy policy(String service) {
        int min = 1 + random.nextInt(4);
        boolean tokens = random.nextInt(4) == 0;
        Signal signal = tokens ? Signal.TOKENS : pick(QUEUES);
        boolean learned = tokens && random.nextBoolean();
        Placement placed = placement();
        Optional<Duration> lead = maybe(length());
        return new ScalingPolicy(
                service,
                new ScalingPolicy.Bounds(min, pick(List.of(learned ? min + 1 : min, min + 1, Limits.REPLICAS))),
                demand(signal, learned ? OptionalDouble.empty() : rate()),
                random.nextBoolean()
                        ? List.of()
                        : List.of(new ScalingPolicy.Demand(Signal.GPU, rate(), Optional.empty())),
                tokens ? tokens() : objective(signal),
                lead,
                pick(List.of(Mode.values())),
                rules(),
                rules(),
                new ScalingPolicy.Tuning(
                        random.nextDouble(10),
                        random.nextBoolean() ? OptionalDouble.of(1 + random.nextDouble(100)) : OptionalDouble.empty(),
                        period(),
                        maybe(period()),
                        lifecycle(lead.isEmpty())),
                learned ? compared(placed) : placed);
    }

    /** A lead time is stated, or learned and planned by a quantile. */
    private Lifecycle lifecycle(boolean learnsLead) {
        OptionalDouble quantile = learnsLead && random.nextBoolean()
                ? OptionalDouble.of(.01 + random.nextDouble() * .98)
                : OptionalDouble.empty();
        return new Lifecycle(quantile, maybe(length()), pick(List.of(Drift.values())));
    }

    /** What only demand in tokens may say of pools, where no rate is stated. */
    private Placement compared(Placement placed) {
        if (random.nextBoolean()) {
            Roles.Of decode = new Roles.Of(name() + 2, OptionalDouble.of(above()));
            return placed.withRoles(new Roles(new Roles.Of(name() + 1, rate()), decode));
        }
        return placed.withPools(placed.pools().stream()
                .map(pool -> new PoolTerms(pool.pool(), OptionalDouble.empty(), 0, rate()))
                .toList());
    }

    private ScalingPolicy.Demand demand(Signal signal, OptionalDouble rate) {
        Optional<ConsumerGroup> group = signal == Signal.LAG
                ? Optional.of(new ConsumerGroup(
                        "workers: " + random.nextInt(99),
                        List.of("orders"),
                        random.nextBoolean(),
                        Duration.ofSeconds(3)))
                : Optional.empty();
        return new ScalingPolicy.Demand(signal, rate, maybe(length().plusSeconds(1)), group);
    }

    private Objective objective() {
        return switch (random.nextInt(4)) {
            case 0 -> new Objective.Unserved(share());
            case 1 -> new Objective.Latency(share(), nanos());
            case 2 -> new Objective.Drain(period());
            default -> new Objective.Deadline(Instant.ofEpochMilli(random.nextLong(Limits.END_OF_RECORDINGS)));
        };
    }

    /** No latency is promised where only the brokers report. */
    private Objective objective(Signal signal) {
        Objective any = objective();
        return signal == Signal.LAG && any instanceof Objective.Latency ? new Objective.Drain(length()) : any;
    }

    private Objective tokens() {
        double slack = random.nextBoolean() ? 0 : 1 + random.nextDouble(99);
        Optional<FirstToken> first = Optional.of(new FirstToken(share(), nanos(), slack));
        Optional<InterToken> inter = Optional.of(new InterToken(share(), nanos()));
        return switch (random.nextInt(3)) {
            case 0 -> new Objective.Tokens(first, Optional.empty());
            case 1 -> new Objective.Tokens(Optional.empty(), inter);
            default -> new Objective.Tokens(first, inter);
        };
    }

    private Duration nanos() {
        return Duration.ofNanos(1 + random.nextInt(2_000_000_000));
    }

    private ScalingRules rules() {
        List<RateLimit> limits = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new RateLimit(
                        pick(List.of(RateLimit.Unit.values())), 1 + random.nextInt(Limits.REPLICAS), length()))
                .toList();
        return new ScalingRules(
                maybe(length()).orElse(Duration.ZERO),
                pick(List.of(ScalingRules.Select.values())),
                limits,
                random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty());
    }

    private Placement placement() {
        List<PoolTerms> pools = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new PoolTerms(name() + i, rate(), 0))
                .toList();
        Resources least = resources();
        Resources most = least.max(resources());
        return new Placement(
                pools,
                random.nextDouble(),
                new Placement.Moves(period(), amount()),
                new Placement.Rank(random.nextInt(-1_000_000, 1_000_001), 1 + random.nextInt(1_000_000)),
                maybe(name()).orElse(""),
                pools.isEmpty() ? Optional.empty() : maybe(budget()),
                maybe(new SizeTerms(Mode.ADVISE, share(), maybe(least), maybe(most))));
    }

    private Resources resources() {
        return random.nextInt(4) == 0
                ? Resources.NONE
                : new Resources(amount(), bytes(), random.nextDouble(8), bytes(), bytes());
    }

    private long bytes() {
        return random.nextLong() >>> (1 + random.nextInt(63));
    }

    /** From the smallest to the largest that a file may state, and round ones. */
    private double amount() {
        return pick(List.of(0., above(), (double) random.nextInt(1_000), random.nextInt(1_000) / 8.));
    }

    private double above() {
        return Math.pow(10, random.nextInt(-9, 13)) * (1 + random.nextDouble());
    }

    private double share() {
        return pick(List.of(.01, .95, .5, 1e-9 + random.nextDouble() * .99));
    }

    private OptionalDouble rate() {
        return random.nextBoolean() ? OptionalDouble.of(above()) : OptionalDouble.empty();
    }

    private Duration length() {
        return ofAtMost(Limits.WINDOW_MS - 2_000);
    }

    private Duration period() {
        return ofAtMost(Limits.PERIOD_MS);
    }

    private Duration ofAtMost(long millis) {
        return Duration.ofMillis(1 + random.nextLong(pick(List.of(100L, 100_000L, millis))));
    }

    private String name() {
        return pick(NAMES);
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
