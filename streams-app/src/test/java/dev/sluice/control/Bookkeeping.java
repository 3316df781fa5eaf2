package dev.sluice.control;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.Acknowledgement.Status;
import dev.sluice.cost.BudgetVerdict;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.cost.HourCost;
import dev.sluice.policy.Mode;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.PoolTerms;
import dev.sluice.policy.ScalingPolicy;
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
final class Bookkeeping {
    static final long MINUTE = 60_000;
    static final long HOUR = 60 * MINUTE;
    static final long NOON = Instant.parse("2026-03-02T12:00:00Z").toEpochMilli();
    private static final String SERVICE = "chat";

    final Declared catalog = new Declared().pool("gpu", 2).pool("spot", .5);
    final List<Output.Costed> said = new ArrayList<>();
    private Costs costs = new Costs(SERVICE, catalog);
    private Budgets budgets = new Budgets(SERVICE, catalog, costs);
    private ScalingPolicy policy = ScalingPolicy.of(SERVICE, 100)
            .withPlacement(Placement.ANYWHERE
                    .withPools(List.of(new PoolTerms("gpu", OptionalDouble.empty(), 0)))
                    .withTenant("team-a"));
    private long now = NOON;

    Bookkeeping() {
        costs.due(now, Optional.of(policy.placement()));
    }

    static long ms(double minute) {
        return NOON + Math.round(minute * MINUTE);
    }

    Costs costs() {
        return costs;
    }

    Bookkeeping paidBy(String tenant) {
        policy = policy.withPlacement(policy.placement().withTenant(tenant));
        return windowClosed();
    }

    Bookkeeping applied(String pool, long generation, int replicas) {
        return heard(ack(pool, generation, Status.APPLIED, replicas, OptionalInt.empty(), now));
    }

    Bookkeeping ready(String pool, long generation, int replicas) {
        return heard(ack(pool, generation, Status.READY, replicas, OptionalInt.of(replicas), now));
    }

    Bookkeeping heard(Acknowledgement ack) {
        costs.acknowledged(ack, now);
        return this;
    }

    static Acknowledgement ack(String pool, long generation, Status status, int replicas, OptionalInt ready, long at) {
        return new Acknowledgement(
                pool, generation, status, replicas, ready, Instant.ofEpochMilli(at), Instant.ofEpochMilli(at));
    }

    /** Time passes, and what is due is said when it is due. */
    Bookkeeping until(double minute) {
        while (costs.due() <= ms(minute)) {
            now = Math.max(now, costs.due());
            windowClosed();
        }
        now = ms(minute);
        return this;
    }

    /** Time leaps to where a demand window closes. */
    Bookkeeping leapTo(long millis) {
        now = millis;
        return windowClosed();
    }

    Bookkeeping windowClosed() {
        said.addAll(costs.due(now, Optional.of(policy.placement())));
        return this;
    }

    /** The application is started anew from what it wrote. */
    Bookkeeping restarted() {
        try {
            byte[] written = written();
            DataInputStream in = Course.in(written);
            costs = new Costs(SERVICE, catalog);
            costs.read(in);
            budgets = new Budgets(SERVICE, catalog, costs);
            budgets.read(in);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] written() {
        return Course.bytes(out -> {
            costs.write(out);
            budgets.write(out);
        });
    }

    ScalingPolicy policy() {
        return policy;
    }

    Budgets budgets() {
        return budgets;
    }

    Bookkeeping under(Mode mode) {
        policy = policy.withMode(mode);
        return this;
    }

    /** What budgets say to a wish with a floor. */
    Money ask(double wish, double floor) {
        Money.Purse purse = budgets.purse(Optional.of(policy), Instant.ofEpochMilli(now));
        Money money = purse.ask(wish, () -> floor);
        purse.take(money.ceiling().orElse(wish));
        return money;
    }

    BudgetVerdict verdict(MonthlyBudget budget, double wish, double floor) {
        return budgets.verdict(budget, new Ask(Instant.ofEpochMilli(now), wish, floor));
    }

    /** What is claimed of the tenant for a wish with a floor of 1. */
    Optional<SharedClaim> claimed(double wish) {
        ask(wish, Math.min(1, wish));
        return budgets.claim(Optional.of(policy), now);
    }

    long now() {
        return now;
    }

    /** What was said since the last look. */
    List<Output.Costed> news() {
        List<Output.Costed> news = List.copyOf(said);
        said.clear();
        return news;
    }

    List<Output.Costed> closed() {
        return said.stream().filter(Output.Costed::closed).toList();
    }

    static List<HourCost> hours(List<Output.Costed> costed) {
        return costed.stream().map(Output.Costed::hour).toList();
    }
}
