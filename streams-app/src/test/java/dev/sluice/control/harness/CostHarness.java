package dev.sluice.control.harness;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.billing.Budgets;
import dev.sluice.control.billing.Costs;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.cost.BudgetVerdict;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.HourCost;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The costs of one service on a clock of minutes since noon: acknowledgements go in, hours come out. */
public final class CostHarness {
    public static final long MINUTE = 60_000;
    public static final long HOUR = 60 * MINUTE;
    public static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
    private static final String SERVICE = "chat";

    public final Declared catalog = new Declared().pool("gpu", 2).pool("spot", .5);
    public final List<Output.Costed> said = new ArrayList<>();
    private Costs costs = new Costs(SERVICE, catalog);
    private Budgets budgets = new Budgets(SERVICE, catalog, costs);
    private ScalingPolicy policy = ScalingPolicy.of(SERVICE, 100)
            .withPlacement(Placement.ANYWHERE
                    .withPools(List.of(new PoolTerms("gpu", OptionalDouble.empty(), 0)))
                    .withTenant("team-a"));
    private long now = NOON;

    public CostHarness() {
        costs.due(now, Optional.of(policy.placement()));
    }

    public static long ms(double minute) {
        return NOON + Math.round(minute * MINUTE);
    }

    public Costs costs() {
        return costs;
    }

    public CostHarness paidBy(String tenant) {
        policy = policy.withPlacement(policy.placement().withTenant(tenant));
        return windowClosed();
    }

    public CostHarness applied(String pool, long generation, int replicas) {
        return heard(ack(pool, generation, Status.APPLIED, replicas, OptionalInt.empty(), now));
    }

    public CostHarness ready(String pool, long generation, int replicas) {
        return heard(ack(pool, generation, Status.READY, replicas, OptionalInt.of(replicas), now));
    }

    public CostHarness heard(Acknowledgement ack) {
        costs.acknowledged(ack, now);
        return this;
    }

    public static Acknowledgement ack(
            String pool, long generation, Status status, int replicas, OptionalInt ready, long at) {
        return new Acknowledgement(
                pool, generation, status, replicas, ready, Instant.ofEpochMilli(at), Instant.ofEpochMilli(at));
    }

    /** Time passes, and what is due is said when it is due. */
    public CostHarness until(double minute) {
        while (costs.due() <= ms(minute)) {
            now = Math.max(now, costs.due());
            windowClosed();
        }
        now = ms(minute);
        return this;
    }

    /** Time leaps to where a demand window closes. */
    public CostHarness leapTo(long millis) {
        now = millis;
        return windowClosed();
    }

    public CostHarness windowClosed() {
        said.addAll(costs.due(now, Optional.of(policy.placement())));
        return this;
    }

    /** The application is started again from what it wrote. */
    public CostHarness restarted() {
        try {
            byte[] written = written();
            DataInputStream in = ServiceHarness.in(written);
            costs = new Costs(SERVICE, catalog);
            costs.read(in);
            budgets = new Budgets(SERVICE, catalog, costs);
            budgets.read(in);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] written() {
        return ServiceHarness.bytes(out -> {
            costs.write(out);
            budgets.write(out);
        });
    }

    public ScalingPolicy policy() {
        return policy;
    }

    public Budgets budgets() {
        return budgets;
    }

    public CostHarness under(Mode mode) {
        policy = policy.withMode(mode);
        return this;
    }

    /** What budgets say to a wish with a floor. */
    SpendLimit ask(double wish, double floor) {
        BudgetGate gate = budgets.gate(Optional.of(policy), Instant.ofEpochMilli(now));
        SpendLimit limit = gate.limitFor(wish, () -> floor);
        gate.record(limit.suppressed(limit.ceiling().orElse(wish)));
        return limit;
    }

    /** The same without the question, as only what is said matters. */
    public SpendLimit describe(double wish, double floor) {
        SpendLimit limit = ask(wish, floor);
        return new SpendLimit(limit.ceiling(), limit.preferCheaper(), limit.detail(), Optional.empty());
    }

    public BudgetVerdict verdict(MonthlyBudget budget, double wish, double floor) {
        return budgets.verdict(budget, new Ask(Instant.ofEpochMilli(now), wish, floor));
    }

    /** What is claimed of the tenant for a wish with a floor of 1. */
    public Optional<SharedClaim> claimed(double wish) {
        SpendLimit limit = ask(wish, Math.min(1, wish));
        return budgets.takeClaim(Optional.of(policy), limit.asked().map(SpendLimit.Asked::ask), now);
    }

    public long now() {
        return now;
    }

    /** What was said since the last look. */
    public List<Output.Costed> news() {
        List<Output.Costed> news = List.copyOf(said);
        said.clear();
        return news;
    }

    public List<Output.Costed> closed() {
        return said.stream().filter(Output.Costed::closed).toList();
    }

    public static List<HourCost> hours(List<Output.Costed> costed) {
        return costed.stream().map(Output.Costed::hour).toList();
    }
}
