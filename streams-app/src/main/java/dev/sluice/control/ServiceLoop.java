package dev.sluice.control;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.shared.Share;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.Agenda;
import dev.sluice.policy.schedule.AgendaCodec;
import dev.sluice.policy.schedule.Change;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The loop of one service: reports become windows, windows become decisions, decisions become commands, and
 * acknowledgements close it.
 *
 * <p>Each input gives a {@link Step} with what to send. The state is three parts that change at different rates and are
 * kept apart: the open windows (with every report), the ledger of size and history (with every window) and what demand
 * has taught (large; a snapshot now and then, the windows since in the ledger). Not thread-safe.
 */
public final class ServiceLoop {
    private final String service;
    private final LoopSettings settings;
    private final SizedCatalog catalog;
    private final EnumSet<StatePart> changed = EnumSet.of(StatePart.OPEN_WINDOWS, StatePart.LEDGER);
    private final OpenWindows windows = new OpenWindows();
    private final Ledger ledger;
    private final Silence silence = new Silence();
    private final Planner planner;
    private final Costs costs;
    private final Budgets budgets;
    private Optional<ScalingPolicy> policy = Optional.empty();
    private Optional<ReplicaSizes> sizes = Optional.empty();
    private Agenda agenda = Agenda.EMPTY;
    private double actAbove = Double.POSITIVE_INFINITY;
    private long lastArrival;
    private long lastDecision;
    private long nextStanding = Long.MAX_VALUE;
    private long windowMs;

    /** The loop of a service that needs nothing declared. */
    public ServiceLoop(String service, LoopSettings settings) {
        this(service, settings, Catalog.EMPTY);
    }

    public ServiceLoop(String service, LoopSettings settings, Catalog catalog) {
        this.service = service;
        this.settings = settings;
        this.ledger = new Ledger(service);
        this.catalog = new SizedCatalog(catalog, ledger.fleet.size());
        this.planner = new Planner();
        this.costs = new Costs(service, this.catalog);
        this.budgets = new Budgets(service, this.catalog, costs);
        this.windowMs = windowFor(policy);
    }

    public String service() {
        return service;
    }

    /** Takes in what an instance was asked to do; {@code wall} is the wall clock, ms. */
    public Step report(RateReport report, long wall) {
        lastArrival = wall;
        return windows.add(report, windowMs) ? advanced(wall) : Step.LATE;
    }

    /** Takes in what an instance used. */
    public Step usage(UsageReport report, long wall) {
        lastArrival = wall;
        if (!windows.add(report, windowMs)) {
            return Step.LATE;
        }
        sizes.ifPresent(s -> s.observe(report));
        return advanced(wall);
    }

    /** Closes what the newest report shows to be over, and acts on a running window that has become too much. */
    private Step advanced(long wall) {
        changed.add(StatePart.OPEN_WINDOWS);
        boolean closes = windows.newest() >= windows.oldestEnd() + graceMs();
        boolean over = policy.isPresent() && running() > actAbove;
        if (!closes && !over) {
            return Step.NOTHING;
        }
        Step.Builder step = new Step.Builder();
        closeUpTo(windows.newest() - graceMs(), wall, step);
        actOnRunning(wall, step);
        return done(step);
    }

    /** Takes in what became of a command. */
    public Step acknowledged(Acknowledgement ack) {
        ledger.fleet.acknowledged(ack);
        costs.acknowledged(ack, Math.max(lastArrival, windows.closedUpTo()));
        changed.add(StatePart.LEDGER);
        return Step.NOTHING;
    }

    /** Takes in what it may take of something that services share; {@code wall} is the wall clock, ms. */
    public Step granted(SharedGrant grant, long wall) {
        changed.add(StatePart.LEDGER);
        Step.Builder step = new Step.Builder();
        boolean news = grant.share().kind() == Share.Kind.TENANT ? budgets.granted(grant) : ledger.granted(grant);
        if (news) {
            long now = now(lastDecision, wall);
            ledger.replace(grant, context(now), step);
            refreshThreshold(now);
        }
        return done(step);
    }

    /** Takes in what somebody set by hand or by the calendar, {@code at} (ms) by the event. */
    public Step overridden(Change change, long at, long wall) {
        long now = now(Math.max(at, lastDecision), wall);
        agenda = change.after(agenda).pruned(Instant.ofEpochMilli(now));
        changed.add(StatePart.AGENDA);
        Step.Builder step = new Step.Builder();
        standingChanged(now, step);
        return done(step);
    }

    /** What begins or ends by hand or by the calendar is acted on at once, as far as the size that runs is concerned. */
    private void standingChanged(long now, Step.Builder step) {
        if (policy.isPresent() && ledger.fleet.generation() > 0) {
            String detail = "what is set by hand or by the calendar has changed";
            settle(
                    new Wish(
                            Trigger.OVERRIDE,
                            Reason.OVERRIDE,
                            ledger.fleet.ordered(),
                            Optional.empty(),
                            Optional.empty(),
                            detail),
                    now,
                    step);
        }
        nextStanding = agenda.nextChange(Instant.ofEpochMilli(now))
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
    }

    /** Puts a policy in force, or takes it away; what demand has taught is kept where it still applies. */
    public Step policy(Optional<ScalingPolicy> next) {
        Step.Builder step = new Step.Builder();
        changed.add(StatePart.LEDGER);
        if (!next.equals(policy)) {
            planner.policyChanged(policy, next);
            policy = next;
            keepSizes(next);
            ledger.fleet.named(next.map(p -> p.placement().pools()).orElse(List.of()));
            if (windowFor(next) != windowMs) {
                windowMs = windowFor(next);
                windows.restart();
                changed.add(StatePart.OPEN_WINDOWS);
            }
            refreshThreshold(lastDecision);
        }
        return done(step);
    }

    /** Does what is due at {@code wall} (ms) without a report: closes windows, says that reports are missing. */
    public Step tick(long wall) {
        Step.Builder step = new Step.Builder();
        if (settings.time() == TimeSource.WALL) {
            if (wall >= nextStanding) {
                changed.add(StatePart.AGENDA);
                standingChanged(wall, step);
            }
            if (wall >= lastArrival + graceMs()) {
                closeUpTo(wall - graceMs(), wall, step);
            }
            if (wakesAt() <= wall) {
                changed.add(StatePart.LEDGER);
                inForce(wall)
                        .flatMap(p -> planner.onClock(wall, ledger.fleet, p))
                        .ifPresent(wish -> settle(wish, wall, step));
            }
            if (windows.isEmpty() && silence.sayAt(windows) <= wall) {
                silence.said(wall, windows);
                sayNoReport(wall, step);
            }
            meter(wall, step);
        }
        return done(step);
    }

    /** What was sent was decided, and a decision is noted in the ledger. */
    private Step done(Step.Builder builder) {
        Step step = builder.done();
        if (!step.isNothing()) {
            changed.add(StatePart.LEDGER);
            changed.add(StatePart.OPEN_WINDOWS);
        }
        return step;
    }

    /** When {@link #tick} has something to do, ms; never in event time, where only records make time pass. */
    public long due() {
        if (settings.time() == TimeSource.EVENT) {
            return Long.MAX_VALUE;
        }
        long reports =
                windows.isEmpty() ? silence.sayAt(windows) : Math.max(windows.oldestEnd(), lastArrival) + graceMs();
        return Math.min(Math.min(costs.due(), wakesAt()), Math.min(reports, nextStanding));
    }

    /** When a service at zero is to be made ready, or looked at again, though nothing reports, ms. */
    private long wakesAt() {
        return policy.map(p -> planner.wakesAt(ledger.fleet, p)).orElse(Long.MAX_VALUE);
    }

    private void closeUpTo(long time, long wall, Step.Builder step) {
        while (!windows.isEmpty() && windows.oldestEnd() <= time) {
            WindowSum closed = windows.closeOldest();
            ledger.fleet.observed(closed);
            sizes.ifPresent(s -> teach(s, closed.closed()));
            silence.broken(windows);
            long now = now(closed.end() + graceMs(), wall);
            settle(wish(closed, now, step), now, step);
            meter(now, step);
        }
    }

    /** Says what has become known of the service's hours and their cost. */
    private void meter(long now, Step.Builder step) {
        costs.due(now, policy.map(ScalingPolicy::placement)).forEach(step::send);
    }

    private void teach(ReplicaSizes learner, DemandWindow window) {
        int serving = Math.min(ledger.fleet.ready().orElse(window.instances()), ledger.fleet.ordered());
        policy.ifPresent(p -> learner.closed(window, p.demand().signal(), serving));
    }

    /** What replicas use is looked at where the policy says how large they may be. */
    private void keepSizes(Optional<ScalingPolicy> inForce) {
        boolean wanted = inForce.flatMap(p -> p.placement().size()).isPresent();
        if (wanted != sizes.isPresent()) {
            sizes = wanted ? Optional.of(new ReplicaSizes()) : Optional.empty();
            changed.add(StatePart.USAGE);
            changed.add(StatePart.OPEN_WINDOWS);
        }
    }

    private Optional<SizeQuestion> sizeQuestion(long now) {
        return policy.flatMap(p -> p.placement()
                .size()
                .flatMap(terms ->
                        sizes.map(learned -> new SizeQuestion(learned, terms, p, firstPool(p.placement()), now))));
    }

    /** The pool that replicas are counted in. */
    private Optional<Pool> firstPool(Placement where) {
        return where.pools().stream()
                .findFirst()
                .flatMap(terms -> catalog.declared().pool(terms.pool()));
    }

    private Wish wish(WindowSum closed, long now, Step.Builder step) {
        return inForce(now)
                .map(p -> notBelowRunning(planner.onWindow(closed, ledger.fleet, p, step), p))
                .orElseGet(() -> new Wish(
                        Trigger.WINDOW,
                        Reason.NO_POLICY,
                        ledger.fleet.ordered(),
                        Optional.of(Planner.seen(closed.closed(), Signal.REQUESTS)),
                        Optional.empty(),
                        "no policy is known for this service"));
    }

    /** A window that has closed does not take back what the one after it already needs. */
    private Wish notBelowRunning(Wish wish, ScalingPolicy inForce) {
        if (windows.isEmpty() || wish.replicas() >= ledger.fleet.ordered()) {
            return wish;
        }
        Running running = Running.of(windows, inForce.demand().signal());
        int needed = planner.neededBy(running, wish.replicas(), ledger.fleet, inForce);
        return wish.atLeast(Math.min(needed, ledger.fleet.ordered()));
    }

    private void actOnRunning(long wall, Step.Builder step) {
        if (policy.isEmpty() || windows.isEmpty() || running() <= actAbove) {
            return;
        }
        Running running = Running.of(windows, policy.get().demand().signal());
        long now = now(running.until(), wall);
        inForce(now)
                .flatMap(p -> planner.onRunning(running, ledger.fleet, p))
                .ifPresent(wish -> settle(wish, now, step));
        // the same window is acted on again only when it has grown by a quarter
        actAbove = Math.max(actAbove, 1.25 * running());
    }

    private void sayNoReport(long wall, Step.Builder step) {
        String detail = "no report since " + Instant.ofEpochMilli(windows.closedUpTo()) + ": the size is held";
        settle(
                new Wish(
                        Trigger.TICK,
                        Reason.NO_REPORT,
                        ledger.fleet.ordered(),
                        Optional.empty(),
                        Optional.empty(),
                        detail),
                wall,
                step);
    }

    private void settle(Wish wish, long now, Step.Builder step) {
        ledger.settle(wish, context(now), step);
        budgets.claim(policy, now).ifPresent(claim -> step.send(new Output.Claimed(claim, Instant.ofEpochMilli(now))));
        lastDecision = now;
        refreshThreshold(now);
    }

    private Ledger.Context context(long now) {
        Optional<ScalingPolicy> inForce = inForce(now);
        return new Ledger.Context(
                service,
                inForce,
                policy.map(p -> agenda.at(Instant.ofEpochMilli(now), p.replicas())),
                () -> inForce.map(p -> planner.offers(p, ledger.fleet, catalog)).orElse(List.of()),
                (wish, floor) -> budgets.ask(policy, new Ask(Instant.ofEpochMilli(now), wish, floor)),
                sizeQuestion(now),
                now,
                settings.validity());
    }

    /** The policy with the bounds that hold at {@code now} (ms). */
    private Optional<ScalingPolicy> inForce(long now) {
        return agenda.equals(Agenda.EMPTY)
                ? policy
                : policy.map(p -> p.withReplicas(
                        agenda.at(Instant.ofEpochMilli(now), p.replicas()).bounds()));
    }

    /** Demand of the running window so far. */
    private double running() {
        return Running.soFar(
                windows.running(), policy.map(p -> p.demand().signal()).orElse(Signal.REQUESTS));
    }

    /** The running demand above which the window is acted on before it closes. */
    private void refreshThreshold(long now) {
        actAbove = inForce(now).map(this::threshold).orElse(Double.POSITIVE_INFINITY);
    }

    private double threshold(ScalingPolicy inForce) {
        Deployment fleet = ledger.fleet;
        boolean full = fleet.ordered() >= inForce.replicas().max();
        // before the first command the size is what has reported: only a window that has closed tells it for sure
        boolean unsure = fleet.generation() == 0 && (inForce.mode() == Mode.ACT || fleet.ordered() == 0);
        if (full || unsure || windows.length() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (fleet.ordered() == 0) {
            return 0;
        }
        OptionalDouble perReplica =
                Planner.isRate(inForce.demand().signal()) ? planner.perReplica(inForce, fleet) : OptionalDouble.empty();
        return perReplica.isPresent()
                ? fleet.ordered() * perReplica.getAsDouble() * windows.length() / 1000.0
                : Double.POSITIVE_INFINITY;
    }

    private long now(long logical, long wall) {
        return settings.time() == TimeSource.EVENT ? logical : wall;
    }

    /** Length of a window where reports are not longer, ms. */
    private long windowFor(Optional<ScalingPolicy> inForce) {
        return inForce.flatMap(p -> p.demand().window())
                .map(Duration::toMillis)
                .orElse(settings.window().toMillis());
    }

    private long graceMs() {
        return settings.grace().toMillis();
    }

    /** The parts of the state that changed since they were written. */
    public Set<StatePart> changed() {
        EnumSet<StatePart> parts = EnumSet.copyOf(changed);
        if (planner.hasSnapshot()) {
            parts.add(StatePart.MODEL);
        }
        if (costs.changed() || budgets.changed()) {
            parts.add(StatePart.COSTS);
        }
        if (sizes.map(ReplicaSizes::changed).orElse(false)) {
            parts.add(StatePart.USAGE);
        }
        if (planner.hasCalls()) {
            parts.add(StatePart.CALLS);
        }
        return parts;
    }

    /** Writes a part, which then counts as unchanged; nothing where there no longer is one. */
    public void write(StatePart part, DataOutput out) throws IOException {
        switch (part) {
            case OPEN_WINDOWS -> writeWindows(out);
            case LEDGER -> writeLedger(out);
            case MODEL -> planner.writeSnapshot(out);
            case CALLS -> planner.writeCalls(out);
            case AGENDA -> AgendaCodec.write(agenda, out);
            case COSTS -> writeCosts(out);
            case USAGE -> writeUsage(out);
            default -> throw new IllegalArgumentException("there is no " + part);
        }
        changed.remove(part);
    }

    private void writeWindows(DataOutput out) throws IOException {
        out.writeLong(lastArrival);
        windows.write(out);
        out.writeBoolean(sizes.isPresent());
        if (sizes.isPresent()) {
            sizes.get().writeOpen(out);
        }
    }

    private void writeUsage(DataOutput out) throws IOException {
        if (sizes.isPresent()) {
            sizes.get().write(out);
        }
    }

    private void writeLedger(DataOutput out) throws IOException {
        out.writeDouble(actAbove);
        out.writeLong(lastDecision);
        out.writeLong(nextStanding);
        silence.write(out);
        ledger.write(out);
        planner.write(out);
    }

    private void writeCosts(DataOutput out) throws IOException {
        costs.write(out);
        budgets.write(out);
    }

    private void readCosts(DataInput in) throws IOException {
        costs.read(in);
        budgets.read(in);
    }

    /** Takes over the state that was written, under the policy in force; false where nothing was. */
    public boolean read(Stored stored, Optional<ScalingPolicy> inForce) throws IOException {
        Optional<byte[]> open = stored.part(StatePart.OPEN_WINDOWS);
        Optional<byte[]> rest = stored.part(StatePart.LEDGER);
        if (open.isEmpty() || rest.isEmpty()) {
            return false;
        }
        DataInput in = in(open.get());
        lastArrival = in.readLong();
        windows.read(in);
        sizes = in.readBoolean() ? Optional.of(readSizes(in, stored.part(StatePart.USAGE))) : Optional.empty();
        readLedger(in(rest.get()), stored, inForce);
        Optional<byte[]> setByHand = stored.part(StatePart.AGENDA);
        agenda = setByHand.isPresent() ? AgendaCodec.read(in(setByHand.get())) : Agenda.EMPTY;
        Optional<byte[]> money = stored.part(StatePart.COSTS);
        if (money.isPresent()) {
            readCosts(in(money.get()));
        }
        policy = inForce;
        windowMs = windowFor(inForce);
        changed.clear();
        keepSizes(inForce);
        return true;
    }

    private void readLedger(DataInput in, Stored stored, Optional<ScalingPolicy> inForce) throws IOException {
        actAbove = in.readDouble();
        lastDecision = in.readLong();
        nextStanding = in.readLong();
        silence.read(in);
        ledger.read(in);
        planner.read(in, stored, inForce);
    }

    private static ReplicaSizes readSizes(DataInput open, Optional<byte[]> learned) throws IOException {
        ReplicaSizes read = new ReplicaSizes();
        read.readOpen(open);
        if (learned.isPresent()) {
            read.read(in(learned.get()));
        }
        return read;
    }

    private static DataInput in(byte[] stored) {
        return new DataInputStream(new ByteArrayInputStream(stored));
    }

    /** The state of a service at rest. */
    @FunctionalInterface
    public interface Stored {
        /** What was last written of a part; empty where it never was. */
        Optional<byte[]> part(StatePart part);
    }
}
