package dev.sluice.control.harness;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedPool;
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
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.state.StatePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * A large model on pools of GPUs, on a clock of seconds in windows of ten: replicas start in the lead time of their pool,
 * report what they computed under the name of the pool, and are ended at once. Requests are spread as the replicas are
 * fast.
 */
public final class ModelFleet implements Catalog {
    private static final double NONE = Double.NaN;
    private static final double REQUEST_TOKENS = 1000;
    private static final double IDLE_INTER_TOKEN = .02;
    private static final LatencyHistogram EMPTY = LatencyHistogram.empty();

    private final LoopSettings settings =
            new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL);
    private final Map<String, Site> sites = new TreeMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Output.Command> commands = new ArrayList<>();
    private final List<Output.Forecasted> forecasts = new ArrayList<>();
    private final EnumMap<StatePart, byte[]> stored = new EnumMap<>(StatePart.class);
    private ServiceLoop loop = new ServiceLoop(ServiceHarness.SERVICE, settings, this);
    private Optional<ScalingPolicy> policy = Optional.empty();
    private boolean named = true;
    private final Map<String, SharedPool> shared = new TreeMap<>();
    private double now;
    private double queue;

    /** The replicas of one pool. */
    private static final class Site {
        final Pool pool;
        /** Prompt tokens and generated ones per second that a replica is good for. */
        final double prefill;

        final double decode;
        final Deque<Double> starting = new ArrayDeque<>();
        int most = Integer.MAX_VALUE;
        int ready;
        boolean mute;
        Optional<Output.Command> newest = Optional.empty();

        Site(Pool pool, double prefill, double decode) {
            this.pool = pool;
            this.prefill = prefill;
            this.decode = decode;
        }

        int wanted() {
            return newest.map(Output.Command::replicas).orElse(ready);
        }

        void follow(Output.Command command, double now) {
            newest = Optional.of(command);
            int running = ready + starting.size();
            for (int more = running; more < Math.min(most, command.replicas()); more++) {
                starting.addLast(now + pool.leadTime().toMillis() / 1000.0);
            }
            while (!starting.isEmpty() && ready + starting.size() > command.replicas()) {
                starting.removeLast();
            }
            ready = Math.min(ready, command.replicas());
        }
    }

    /** A pool whose replicas compute so many prompt tokens, and generate so many, per second. */
    public ModelFleet pool(String name, double price, double lead, double prefill, double decode) {
        Pool pool = Pool.of(name, price).withLeadTime(Duration.ofMillis(Math.round(1000 * lead)));
        return pool(pool, prefill, decode);
    }

    public ModelFleet pool(Pool pool, double prefill, double decode) {
        sites.put(pool.name(), new Site(pool, prefill, decode));
        return this;
    }

    /** So many replicas run there already. */
    public ModelFleet running(String pool, int replicas) {
        site(pool).ready = replicas;
        return this;
    }

    /** The platform cannot run more than so many there from now on: what is beyond is gone. */
    public ModelFleet most(String pool, int replicas) {
        Site site = site(pool);
        site.most = replicas;
        site.ready = Math.min(site.ready, replicas);
        site.starting.clear();
        acknowledge(site);
        return this;
    }

    /** Nothing is reported from a pool from now on. */
    public ModelFleet muted(String pool) {
        site(pool).mute = true;
        return this;
    }

    /** Reports do not say their pool from now on. */
    public ModelFleet unnamed() {
        named = false;
        return this;
    }

    public ModelFleet under(ScalingPolicy inForce) {
        policy = Optional.of(inForce);
        take(loop.policy(policy));
        return this;
    }

    /** What was measured of a replica is imported. */
    public ModelFleet told(ReplicaProfile profile) {
        take(loop.profile(profile));
        return this;
    }

    /** The service is asked for so many prompt tokens and generates so many, per second. */
    public ModelFleet demand(double seconds, double prompts, double outputs) {
        for (double end = now + seconds; now + 10 <= end + 1e-9; ) {
            double from = now;
            until(now + 10);
            serve(from, prompts, outputs);
        }
        return this;
    }

    /** A gateway holds requests and reports its queue, every two seconds. */
    public ModelFleet held(double seconds, double waiting) {
        for (double end = now + seconds; now + 2 <= end + 1e-9; ) {
            double from = now;
            until(now + 2);
            take(loop.report(ServiceHarness.withBacklog(from, now, 0, waiting), ServiceHarness.ms(now)));
        }
        return this;
    }

    private void serve(double from, double prompts, double outputs) {
        double fast =
                sites.values().stream().mapToDouble(s -> s.ready * s.prefill).sum();
        double load = fast == 0 ? 1 : Math.min(1, prompts / fast);
        double waited = queue;
        queue = Math.max(0, queue + 10 * (prompts - fast) / REQUEST_TOKENS);
        // answers follow the prompts that were computed
        double computed = prompts - (queue - waited) * REQUEST_TOKENS / 10;
        double generated = prompts == 0 ? outputs : outputs * Math.max(0, computed) / prompts;
        int reporter = 0;
        for (Site site : sites.values()) {
            double share = fast == 0 ? 0 : site.ready * site.prefill / fast;
            for (int i = 0; i < site.ready && !site.mute; i++) {
                report(site, ++reporter, from, share / site.ready * prompts, load, generated);
            }
        }
    }

    private void report(Site site, int reporter, double from, double prompts, double load, double outputs) {
        double requests = 10 * prompts / REQUEST_TOKENS;
        double generating = sites.values().stream()
                .filter(s -> s.decode > 0)
                .mapToDouble(s -> s.ready)
                .sum();
        double each = site.decode > 0 ? outputs / generating : 0;
        double use = site.decode > 0 ? Math.min(.95, each / site.decode) : 0;
        double waits = queue
                / Math.max(
                        1,
                        sites.values().stream()
                                .filter(s -> s.prefill > 0)
                                .mapToInt(s -> s.ready)
                                .sum());
        double first = requests > 0 ? 10 * (load + waits) / requests : 0;
        // one that only generates counts the prompts that it was handed, too
        double read = site.prefill > 0 ? 10 * prompts : 10 * each;
        TokenReport tokens = new TokenReport(
                read,
                0,
                10 * each,
                each > 0 ? 1 : 0,
                use * .8,
                site.prefill > 0 ? times(requests, first) : EMPTY,
                site.decode > 0 ? times(10 * each / 100, IDLE_INTER_TOKEN / (1 - use)) : EMPTY);
        take(loop.report(
                new RateReport(
                                named ? site.pool.name() : "",
                                reporter,
                                ServiceHarness.ms(from),
                                ServiceHarness.ms(now),
                                requests,
                                0,
                                requests,
                                NONE,
                                site.prefill > 0 ? waits : 0,
                                NONE,
                                EMPTY)
                        .with(tokens),
                ServiceHarness.ms(now)));
    }

    private static LatencyHistogram times(double count, double seconds) {
        return count >= 1 ? ServiceHarness.latency(Math.round(count), 1000 * seconds) : EMPTY;
    }

    /** Time passes: starts end, and what is due is done when it is due. */
    public ModelFleet until(double second) {
        while (Math.min(due(), nextStart()) <= second) {
            now = Math.max(now, Math.min(due(), nextStart()));
            sites.values().forEach(this::start);
            if (due() <= now) {
                take(loop.tick(ServiceHarness.ms(now)));
            }
        }
        now = Math.max(now, second);
        return this;
    }

    private double due() {
        return loop.due() == Long.MAX_VALUE ? Double.MAX_VALUE : (loop.due() - ServiceHarness.ms(0)) / 1000.0;
    }

    private double nextStart() {
        return sites.values().stream()
                .flatMap(site -> site.starting.stream())
                .mapToDouble(at -> at)
                .min()
                .orElse(Double.MAX_VALUE);
    }

    private void start(Site site) {
        int before = site.ready;
        while (!site.starting.isEmpty() && site.starting.getFirst() <= now) {
            site.starting.removeFirst();
            site.ready++;
        }
        if (site.ready > before) {
            acknowledge(site);
        }
    }

    private void acknowledge(Site site) {
        site.newest.ifPresent(command -> take(loop.acknowledged(
                new Acknowledgement(
                        site.pool.name(),
                        command.generation(),
                        site.ready >= command.replicas() ? Status.READY : Status.APPLIED,
                        command.replicas(),
                        OptionalInt.of(site.ready),
                        command.issuedAt(),
                        Instant.ofEpochMilli(ServiceHarness.ms(now)),
                        OptionalLong.empty(),
                        "",
                        new Acknowledgement.Platform(
                                OptionalInt.empty(),
                                site.most < command.replicas() ? OptionalInt.of(site.most) : OptionalInt.empty())),
                ServiceHarness.ms(now))));
    }

    /** Another service holds so many replicas of a limited pool, and ranks above this one. */
    public ModelFleet taken(String pool, int replicas) {
        SharedClaim claim = SharedClaim.ofPool(pool, "other", replicas, replicas, replicas, new Rank(100, 1))
                .withSeen(SharedClaim.ALL);
        share(claim).forEach(grant -> take(loop.granted(grant, ServiceHarness.ms(now))));
        return this;
    }

    private List<SharedGrant> share(SharedClaim claim) {
        String pool = claim.share().name();
        return shared
                .computeIfAbsent(pool, name -> new SharedPool())
                .claim(claim, site(pool).pool.limit())
                .stream()
                .filter(grant -> grant.service().equals(ServiceHarness.SERVICE))
                .toList();
    }

    /** Somebody sets something now. */
    public ModelFleet set(OverrideEvent change) {
        take(loop.overridden(change, ServiceHarness.ms(now), ServiceHarness.ms(now)));
        return this;
    }

    private void take(Step step) {
        List<Output.Command> news = new ArrayList<>();
        List<SharedGrant> grants = new ArrayList<>();
        for (Output output : step.outputs()) {
            if (output instanceof Output.Forecasted forecasted) {
                forecasts.add(forecasted);
            }
            if (output instanceof Output.Decided made) {
                decisions.add(made.decision());
            } else if (output instanceof Output.Command command) {
                news.add(command);
            } else if (output instanceof Output.Claimed claimed) {
                grants.addAll(share(claimed.claim()));
            }
        }
        commands.addAll(news);
        for (StatePart part : loop.changed()) {
            if (part == StatePart.MODEL || part == StatePart.CALLS) {
                stored.put(part, bytes(part));
            }
        }
        for (Output.Command command : news) {
            Site site = sites.get(command.pool());
            if (site != null) {
                site.follow(command, now);
                acknowledge(site);
            }
        }
        grants.forEach(grant -> take(loop.granted(grant, ServiceHarness.ms(now))));
    }

    private byte[] bytes(StatePart part) {
        return ServiceHarness.bytes(out -> loop.write(part, out));
    }

    /** The application is started again from what it wrote. */
    public ModelFleet restarted() {
        for (StatePart part : StatePart.values()) {
            if (part != StatePart.MODEL && part != StatePart.CALLS) {
                stored.put(part, bytes(part));
            }
        }
        return from(stored);
    }

    private ModelFleet from(Map<StatePart, byte[]> parts) {
        ServiceLoop again = new ServiceLoop(ServiceHarness.SERVICE, settings, this);
        again.read(part -> Optional.ofNullable(parts.get(part)).filter(b -> b.length > 0), policy);
        loop = again;
        return this;
    }

    /** The application is started again from what another version wrote into a folder. */
    public ModelFleet restartedFrom(Path folder) throws IOException {
        EnumMap<StatePart, byte[]> parts = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            Path file = folder.resolve(part.name().toLowerCase(Locale.ROOT));
            if (Files.exists(file)) {
                parts.put(part, Files.readAllBytes(file));
            }
        }
        return from(parts);
    }

    /** Writes what the application stores into a folder. */
    public void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        restarted();
        for (Map.Entry<StatePart, byte[]> part : stored.entrySet()) {
            if (part.getValue().length > 0) {
                Files.write(folder.resolve(part.getKey().name().toLowerCase(Locale.ROOT)), part.getValue());
            }
        }
    }

    /** What could not be read of what was stored. */
    public Set<StatePart> lost() {
        return loop.lost();
    }

    public double now() {
        return now;
    }

    public int ready(String pool) {
        return site(pool).ready;
    }

    /** Replicas of the newest command for a pool; those that run before the first. */
    public int ordered(String pool) {
        return site(pool).wanted();
    }

    /** Requests that wait for a replica. */
    public double queue() {
        return queue;
    }

    public List<Decision> decisions() {
        return decisions;
    }

    public Decision last() {
        return decisions.get(decisions.size() - 1);
    }

    public List<Output.Forecasted> forecasts() {
        return forecasts;
    }

    public List<Output.Command> commands() {
        return commands;
    }

    /** All that the last decision says. */
    public String said() {
        return last().detail() + "\n" + last().stages();
    }

    public ModelFleet fromHere() {
        decisions.clear();
        commands.clear();
        return this;
    }

    @Override
    public Optional<Pool> pool(String name) {
        return Optional.ofNullable(sites.get(name)).map(site -> site.pool);
    }

    @Override
    public Optional<MonthlyBudget> budget(String tenant) {
        return Optional.empty();
    }

    private Site site(String pool) {
        return Objects.requireNonNull(sites.get(pool));
    }
}
