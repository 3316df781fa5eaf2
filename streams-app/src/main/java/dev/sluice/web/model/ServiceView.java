package dev.sluice.web.model;

import dev.sluice.config.record.OverrideCodec;
import dev.sluice.events.DemandForecast;
import dev.sluice.events.Outcome;
import dev.sluice.events.Reason;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.Trigger;
import dev.sluice.executor.weights.ReadyCapacity;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.web.model.series.CostHour;
import dev.sluice.web.model.series.Expected;
import dev.sluice.web.model.series.Merged;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.series.RecordRing;
import dev.sluice.web.model.summary.Condition;
import dev.sluice.web.model.summary.Conditions;
import dev.sluice.web.model.summary.EarlyAnswers;
import dev.sluice.web.model.summary.LastCommand;
import dev.sluice.web.model.summary.Newest;
import dev.sluice.web.model.summary.PoolState;
import dev.sluice.web.model.summary.ServiceState;
import dev.sluice.web.model.summary.Summary;
import dev.sluice.web.model.summary.SummaryOf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is known of one service. Written by the reader of the topics, read by those who answer requests. */
public final class ServiceView {
    private final String service;
    private final ServiceHistory history;
    private final LatestChanges latest;
    private final BooleanSupplier catchingUp;
    private final Supplier<String> preparing;
    private final ReadyCapacity ready;
    private final Map<String, LastCommand> commands = new TreeMap<>();
    private final EarlyAnswers early = new EarlyAnswers();
    private final Map<String, Double> grants = new TreeMap<>();
    private Optional<Newest> newest = Optional.empty();
    private Optional<ScalingPolicy> policy = Optional.empty();
    private OverrideSet overrides = OverrideSet.EMPTY;
    private Optional<TenantClaim> tenant = Optional.empty();
    private boolean commanded;

    /**
     * @param latest is told of its changes
     * @param catchingUp whether newer records of it may not have been read yet
     * @param preparing why it is not shown as it is yet; empty: it is
     */
    ServiceView(
            String service,
            ServiceHistory history,
            LatestChanges latest,
            BooleanSupplier catchingUp,
            Supplier<String> preparing) {
        this.service = service;
        this.history = history;
        this.latest = latest;
        this.catchingUp = catchingUp;
        this.preparing = preparing;
        this.ready = new ReadyCapacity(service, false);
    }

    public String service() {
        return service;
    }

    synchronized void decided(ScalingDecision decision, byte[] record) {
        long at = decision.getAt().toEpochMilli();
        if (newest.filter(known -> known.at() > at).isPresent()) {
            return;
        }
        Newest now = Newest.of(decision);
        boolean change = decision.getOutcome() == Outcome.UP || decision.getOutcome() == Outcome.DOWN;
        if (change && isNews(decision)) {
            latest.add(new LatestChanges.Change(at, service, record));
        }
        newest = Optional.of(now);
        history.decided(at, record, change);
        Instant windowTo = decision.getWindowTo();
        if (windowTo != null && decision.getTrigger() == Trigger.WINDOW) {
            history.closed(point(windowTo.toEpochMilli(), now.amounts().seen(), now));
        } else if (windowTo == null && decision.getReason() == Reason.NO_REPORT) {
            history.closed(point(at, Double.NaN, now));
        }
    }

    /** Advice, or a wish that nobody carries out, that only repeats the one before it is none. */
    private boolean isNews(ScalingDecision decision) {
        return !decision.getCommanded().isEmpty()
                || newest.filter(known -> known.counts().target() == decision.getTarget())
                        .isEmpty();
    }

    private static Point point(long at, double seen, Newest now) {
        float none = Float.NaN;
        return new Point(
                at,
                (float) seen,
                (float) now.amounts().capacity(),
                none,
                none,
                none,
                now.counts().ready(),
                now.counts().target());
    }

    synchronized void forecast(DemandForecast forecast) {
        history.forecast(forecast);
    }

    /** {@code answersKnown}: whether an answer to it would have been read. */
    synchronized void commanded(ScalingCommand command, byte[] record, boolean answersKnown) {
        history.commanded(command.getIssuedAt().toEpochMilli(), record);
        commanded = true;
        ready.commanded(command);
        LastCommand next = LastCommand.of(command, answersKnown);
        commands.merge(next.pool(), early.taken(next), (a, b) -> b.generation() > a.generation() ? b : a);
    }

    /** Its commands are withdrawn. */
    synchronized void retired() {
        commands.clear();
        early.clear();
        commanded = false;
    }

    synchronized void answered(ScalingAck ack, byte[] record) {
        history.answered(ack.getAt().toEpochMilli(), record);
        ready.acknowledged(ack);
        LastCommand known = commands.get(ack.getPool());
        if (known == null || ack.getGeneration() > known.generation()) {
            early.add(ack);
        } else {
            commands.put(ack.getPool(), known.answered(ack.getGeneration(), ack.getStatus(), ack.getMessage()));
        }
    }

    synchronized void costed(ResourceCost cost) {
        history.costed(cost);
    }

    synchronized void policy(Optional<ScalingPolicy> declared) {
        policy = declared;
    }

    synchronized void overridden(ScalingOverride record) {
        overrides = OverrideCodec.fromRecord(record).after(overrides);
    }

    synchronized void granted(String pool, double amount) {
        grants.put(pool, amount);
    }

    synchronized void claimed(TenantClaim claim) {
        tenant = claim.spent() > 0 || claim.burn() > 0 ? Optional.of(claim) : tenant;
    }

    /** What it costs its tenant; empty where that is not told. */
    public synchronized Optional<TenantClaim> tenantClaim() {
        return tenant;
    }

    synchronized void trim(long now) {
        history.trim(now);
        overrides = overrides.pruned(Instant.ofEpochMilli(now));
    }

    /** The service at a glance. */
    public synchronized Summary summary(long now) {
        return new SummaryOf(newest, policy, condition(now), overrides(now))
                .summary(service, history.lastSeen(SummaryOf.SPARK));
    }

    synchronized Condition condition(long now) {
        String before = preparing.get();
        if (!before.isEmpty()) {
            return Condition.unknown(before);
        }
        Conditions.Limits limits = policy.map(p ->
                        new Conditions.Limits(p.replicas().max(), p.objective().share()))
                .orElse(Conditions.Limits.UNKNOWN);
        Condition read = newest.map(
                        n -> new Conditions(n, List.copyOf(commands.values()), limits, history.windowsAbove(), now)
                                .condition())
                .orElseGet(Conditions::undecided);
        boolean unread = read.state() == ServiceState.UNKNOWN && catchingUp.getAsBoolean();
        return unread ? Conditions.UNREAD : read;
    }

    /** When the newest decision was made, epoch ms; empty before the first. */
    public synchronized Optional<Long> decidedAt() {
        return newest.map(Newest::at);
    }

    public synchronized Optional<ScalingPolicy> policy() {
        return policy;
    }

    /** Whether anything is decided for it: it has a policy, or reports without one. */
    public synchronized boolean isDecidedFor() {
        return policy.isPresent()
                || newest.filter(now -> now.reasons().contains(Reason.NO_POLICY))
                        .isPresent();
    }

    /** Whether a budget, its own or its tenant's, pays for less than the newest decision wanted. */
    public synchronized boolean isShortOfMoney() {
        return newest.filter(now -> now.reasons().contains(Reason.BUDGET)).isPresent();
    }

    /** What is set beside the policy and has not ended. */
    public synchronized OverrideSet overrides(long now) {
        return overrides.pruned(Instant.ofEpochMilli(now));
    }

    public synchronized List<PoolState> pools() {
        return newest.map(Newest::pools).orElse(List.of());
    }

    /** Replicas that a pool grants it; empty where nothing is known. */
    public synchronized Optional<Double> grant(String pool) {
        return Optional.ofNullable(grants.get(pool));
    }

    /** Windows that ended from a time to another, both inclusive, oldest first. */
    public synchronized List<Point> points(long from, long to) {
        return history.points(from, to);
    }

    /** What is forecast of windows that have not closed. */
    public synchronized List<Expected> ahead() {
        return history.ahead();
    }

    /** Records of its decisions, oldest first; those that changed nothing reach less far back. */
    synchronized List<RecordRing.Kept> decisions(boolean changesOnly) {
        return changesOnly ? history.changes.all() : Merged.of(history.changes.all(), history.decisions.all());
    }

    /** The newest command of each pool. */
    public synchronized List<LastCommand> lastCommands() {
        return List.copyOf(commands.values());
    }

    synchronized List<RecordRing.Kept> commands() {
        return history.commands.all();
    }

    synchronized List<RecordRing.Kept> answers() {
        return history.answers.all();
    }

    public synchronized List<CostHour> costs() {
        return history.costs();
    }

    /** What of its replicas is ready, by its commands and answers; empty before its first command. */
    public synchronized <T> Optional<T> readyCapacity(Function<ReadyCapacity, T> question) {
        return commanded ? Optional.of(question.apply(ready)) : Optional.empty();
    }

    synchronized int bytes() {
        return history.bytes();
    }
}
