package dev.sluice.control.harness;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.cost.SharedBudget;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Services on shared pools, on a clock of seconds in windows of ten: what the loops claim is shared at once, what they
 * command is carried out when the test says so.
 */
public final class SharedPoolHarness implements Catalog {
    private static final Instant START = ServiceHarness.START;
    /** The wall clock: courses are recordings of long ago. */
    private static final long WALL = START.plus(Duration.ofDays(400)).toEpochMilli();

    private final LoopSettings settings =
            new LoopSettings(Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);
    private final Map<String, Pool> pools = new HashMap<>();
    private final Map<String, MonthlyBudget> budgets = new HashMap<>();
    private final Map<String, SharedPool> shared = new HashMap<>();
    private final Map<String, SharedBudget> tenants = new HashMap<>();
    private final Map<String, ServiceLoop> loops = new TreeMap<>();
    private final Map<String, ScalingPolicy> policies = new HashMap<>();
    private final Map<String, EnumMap<StatePart, byte[]>> stored = new HashMap<>();
    private final Map<String, Use> uses = new HashMap<>();
    private final List<Output> outputs = new ArrayList<>();
    private double now;
    private boolean answers = true;

    public static SharedPoolHarness with(Pool... declared) {
        SharedPoolHarness market = new SharedPoolHarness();
        for (Pool pool : declared) {
            market.declare(pool);
        }
        return market;
    }

    public SharedPoolHarness declare(Pool pool) {
        pools.put(pool.name(), pool);
        return this;
    }

    /** A pool is declared no more. */
    public SharedPoolHarness undeclare(String pool) {
        pools.remove(pool);
        return this;
    }

    @Override
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return Optional.ofNullable(budgets.get(tenant));
    }

    public SharedPoolHarness declare(String tenant, MonthlyBudget budget) {
        budgets.put(tenant, budget);
        return this;
    }

    /** Nobody answers claims from now on. */
    public SharedPoolHarness unanswered() {
        answers = false;
        return this;
    }

    public SharedPoolHarness under(ScalingPolicy policy) {
        policies.put(policy.service(), policy);
        return take(loop(policy.service()).policy(Optional.of(policy)));
    }

    public SharedPoolHarness withoutPolicy(String service) {
        policies.remove(service);
        return take(loop(service).policy(Optional.empty()));
    }

    private ServiceLoop loop(String service) {
        return loops.computeIfAbsent(service, name -> new ServiceLoop(name, settings, this));
    }

    /** All services report their demand, units per second, window after window for {@code seconds}. */
    public SharedPoolHarness demand(double seconds, Map<String, Double> rates) {
        for (double end = now + seconds; now + 10 <= end + 1e-9; now += 10) {
            rates.forEach((service, rate) -> {
                use(service, rate);
                take(loop(service).report(report(10 * rate, Double.NaN), WALL));
            });
        }
        return this;
    }

    /** Each replica of a service reports what it uses: so many cores for a unit per second, and always so much memory. */
    public SharedPoolHarness using(String service, double coresPerUnit, double memory, Resources given) {
        uses.put(service, new Use(coresPerUnit, memory, given));
        return this;
    }

    private record Use(double coresPerUnit, double memory, Resources given) {}

    private void use(String service, double rate) {
        Use use = uses.get(service);
        if (use == null) {
            return;
        }
        int replicas = Math.max(
                1,
                pools.keySet().stream().mapToInt(pool -> ordered(service, pool)).sum());
        Resources given = commands(service).stream()
                .flatMap(command -> command.size().stream())
                .reduce((earlier, later) -> later)
                .orElse(use.given);
        double none = Double.NaN;
        UsageReport report = new UsageReport(
                "a",
                ms(now),
                ms(now + 10),
                new UsageReport.Amounts(use.coresPerUnit * rate / replicas, use.memory, none, none, none),
                new UsageReport.Amounts(given.cpuCores(), (double) given.memoryBytes(), none, none, none),
                0);
        take(loop(service).usage(report, WALL));
    }

    public SharedPoolHarness demand(double seconds, String service, double rate) {
        return demand(seconds, Map.of(service, rate));
    }

    public SharedPoolHarness backlog(double seconds, String service, double waiting) {
        for (double end = now + seconds; now + 10 <= end + 1e-9; now += 10) {
            take(loop(service).report(report(0, waiting), WALL));
        }
        return this;
    }

    /** A service reports the first seconds of a window that is still open. */
    public SharedPoolHarness begun(double seconds, String service, double rate) {
        return take(loop(service).report(report(seconds, seconds * rate, Double.NaN), WALL));
    }

    private RateReport report(double requests, double backlog) {
        return report(10, requests, backlog);
    }

    private RateReport report(double seconds, double requests, double backlog) {
        double none = Double.NaN;
        return new RateReport(
                ms(now), ms(now + seconds), requests, 0, requests, none, backlog, none, LatencyHistogram.empty());
    }

    private static long ms(double second) {
        return START.toEpochMilli() + Math.round(1000 * second);
    }

    public Instant at() {
        return Instant.ofEpochMilli(ms(now));
    }

    /** Everything that is ordered of a service in a pool becomes ready. */
    public SharedPoolHarness ready(String service, String pool) {
        Output.Command command = newest(service, pool).orElseThrow();
        return answered(service, command, Status.READY, command.replicas());
    }

    /** The newest command for a pool is carried out, with so many useful. */
    public SharedPoolHarness applied(String service, String pool, int ready) {
        return answered(service, newest(service, pool).orElseThrow(), Status.APPLIED, ready);
    }

    private SharedPoolHarness answered(String service, Output.Command command, Status status, int ready) {
        Acknowledgement ack = new Acknowledgement(
                command.pool(),
                command.generation(),
                status,
                command.replicas(),
                OptionalInt.of(ready),
                command.issuedAt(),
                at());
        return take(loop(service).acknowledged(ack, ms(now)));
    }

    SharedPoolHarness set(String service, OverrideEvent change) {
        return take(loop(service).overridden(change, ms(now), WALL));
    }

    /** The platform says that it can run so many replicas of a service in a pool at most. */
    public SharedPoolHarness full(String service, String pool, int limit) {
        Output.Command command = newest(service, pool).orElseThrow();
        Acknowledgement ack = new Acknowledgement(
                pool,
                command.generation(),
                Status.FAILED,
                command.replicas(),
                OptionalInt.of(limit),
                command.issuedAt(),
                at(),
                OptionalLong.empty(),
                "",
                new Acknowledgement.Platform(OptionalInt.empty(), OptionalInt.of(limit)));
        return take(loop(service).acknowledged(ack, ms(now)));
    }

    /** Every loop is started again from what it wrote. */
    public SharedPoolHarness restarted() {
        for (String service : List.copyOf(loops.keySet())) {
            EnumMap<StatePart, byte[]> parts = stored.computeIfAbsent(service, s -> new EnumMap<>(StatePart.class));
            ServiceLoop loop = loop(service);
            loop.changed().forEach(part -> parts.put(part, bytes(loop, part)));
            ServiceLoop again = new ServiceLoop(service, settings, this);
            again.read(part -> Optional.ofNullable(parts.get(part)), Optional.ofNullable(policies.get(service)));
            loops.put(service, again);
        }
        return this;
    }

    /** A service is started at a second from what was written of it. */
    SharedPoolHarness started(ScalingPolicy policy, Map<StatePart, byte[]> parts, double second) {
        ServiceLoop loop = loop(policy.service());
        loop.read(part -> Optional.ofNullable(parts.get(part)), Optional.of(policy));
        policies.put(policy.service(), policy);
        now = second;
        return this;
    }

    /** The parts of a service that could not be read when it was started. */
    Set<StatePart> lost(String service) {
        return loop(service).lost();
    }

    /** What was written of a service at the newest restart. */
    Map<StatePart, byte[]> stored(String service) {
        return Map.copyOf(stored.getOrDefault(service, new EnumMap<>(StatePart.class)));
    }

    private static byte[] bytes(ServiceLoop loop, StatePart part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            loop.write(part, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What comes out is noted; claims are shared, and grants go back, until nothing moves any more. */
    private SharedPoolHarness take(Step first) {
        Deque<Step> steps = new ArrayDeque<>(List.of(first));
        while (!steps.isEmpty()) {
            for (Output output : steps.remove().outputs()) {
                outputs.add(output);
                if (answers && output instanceof Output.Claimed claimed) {
                    share(claimed)
                            .forEach(grant -> steps.add(loop(grant.service()).granted(grant, WALL)));
                }
            }
        }
        return this;
    }

    private List<SharedGrant> share(Output.Claimed claimed) {
        SharedClaim claim = claimed.claim();
        String pool = claim.share().name();
        if (claim.share().kind() == SharedResource.Kind.TENANT) {
            return tenants.computeIfAbsent(pool, SharedBudget::new).claim(claim, budget(pool), claimed.at());
        }
        SharedPool of = shared.computeIfAbsent(pool, name -> new SharedPool());
        if (pools.containsKey(pool)) {
            return of.claim(claim, pools.get(pool).limit());
        }
        of.take(claim);
        of.undeclared(Set.of(claim.service()));
        return List.of();
    }

    /** Replicas that the newest commands ask for. */
    public int ordered(String service, String pool) {
        return newest(service, pool).map(Output.Command::replicas).orElse(0);
    }

    /** Replicas of all services that the newest commands ask for in a pool. */
    public int ordered(String pool) {
        return loops.keySet().stream()
                .mapToInt(service -> ordered(service, pool))
                .sum();
    }

    public Optional<Output.Command> newest(String service, String pool) {
        return commands(service).stream()
                .filter(command -> command.pool().equals(pool))
                .reduce((earlier, later) -> later);
    }

    public List<Output.Command> commands(String service) {
        return all(Output.Command.class).stream()
                .filter(command -> command.service().equals(service))
                .toList();
    }

    public List<Decision> decisions(String service) {
        return all(Output.Decided.class).stream()
                .map(Output.Decided::decision)
                .filter(decision -> decision.service().equals(service))
                .toList();
    }

    public Decision last(String service) {
        List<Decision> all = decisions(service);
        return all.get(all.size() - 1);
    }

    public <T extends Output> List<T> all(Class<T> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
