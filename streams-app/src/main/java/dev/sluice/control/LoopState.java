package dev.sluice.control;

import dev.sluice.control.billing.Budgets;
import dev.sluice.control.billing.Costs;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.planning.Planner;
import dev.sluice.control.rightsizing.RightSizing;
import dev.sluice.control.window.OpenWindows;
import dev.sluice.control.window.Populations;
import dev.sluice.control.window.ReporterClocks;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.state.StatePart;
import dev.sluice.state.StoredParts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * All that the loop of one service remembers, in parts that change at different rates and are stored apart.
 *
 * <p>What was written and is read again gives the same decisions as what was never written.
 */
final class LoopState {
    final OpenWindows windows = new OpenWindows();
    final ReporterClocks clocks = new ReporterClocks();
    final Populations populations = new Populations();
    final OverloadThreshold limit = new OverloadThreshold();
    final MissingReports silence = new MissingReports();
    final Planner planner = new Planner();
    final RightSizing sizes = new RightSizing();
    final OverrideTimeline orders = new OverrideTimeline();
    final Decider decider;
    final Costs costs;
    final Budgets budgets;

    /** When the newest report came, on the wall clock, ms. */
    long lastArrival;

    /** When the newest decision was made, ms. */
    long lastDecision;

    private final EnumSet<StatePart> touched = EnumSet.of(StatePart.OPEN_WINDOWS, StatePart.LEDGER);

    LoopState(String service, Catalog declared) {
        decider = new Decider(service, planner.capacities(), declared);
        costs = new Costs(service, decider.catalog);
        budgets = new Budgets(service, decider.catalog, costs);
    }

    /** Notes that a part has changed which cannot tell so itself. */
    void touch(StatePart part) {
        touched.add(part);
    }

    /** The parts that changed since they were written. */
    Set<StatePart> changed() {
        EnumSet<StatePart> parts = EnumSet.copyOf(touched);
        if (planner.hasSnapshot()) {
            parts.add(StatePart.MODEL);
        }
        if (planner.hasCalls()) {
            parts.add(StatePart.CALLS);
        }
        if (costs.changed() || budgets.changed()) {
            parts.add(StatePart.COSTS);
        }
        if (sizes.changed()) {
            parts.add(StatePart.USAGE);
        }
        return parts;
    }

    /** Writes a part, which then counts as unchanged; nothing where there no longer is one. */
    void write(StatePart part, DataOutput out) throws IOException {
        switch (part) {
            case OPEN_WINDOWS -> writeWindows(out);
            case LEDGER -> writeLedger(out);
            case MODEL -> planner.writeSnapshot(out);
            case CALLS -> planner.writeCalls(out);
            case AGENDA -> orders.write(out);
            case COSTS -> writeCosts(out);
            case USAGE -> sizes.write(out);
            default -> throw new IllegalArgumentException("there is no " + part);
        }
        touched.remove(part);
    }

    /** Takes over what was written, under the policy in force; false where nothing was. */
    boolean read(StoredParts stored, Optional<ScalingPolicy> inForce) throws IOException {
        Optional<DataInput> open = stored.open(StatePart.OPEN_WINDOWS);
        Optional<DataInput> rest = stored.open(StatePart.LEDGER);
        if (open.isEmpty() || rest.isEmpty()) {
            return false;
        }
        readWindows(open.get(), stored);
        readLedger(rest.get(), stored, inForce);
        Optional<DataInput> set = stored.open(StatePart.AGENDA);
        if (set.isPresent()) {
            orders.read(set.get());
        }
        Optional<DataInput> money = stored.open(StatePart.COSTS);
        if (money.isPresent()) {
            readCosts(money.get());
        }
        touched.clear();
        return true;
    }

    private void writeWindows(DataOutput out) throws IOException {
        out.writeLong(lastArrival);
        windows.write(out);
        clocks.write(out);
        sizes.writeOpen(out);
    }

    private void readWindows(DataInput in, StoredParts stored) throws IOException {
        lastArrival = in.readLong();
        windows.read(in);
        clocks.read(in);
        sizes.readOpen(in, stored.open(StatePart.USAGE));
    }

    private void writeLedger(DataOutput out) throws IOException {
        out.writeLong(lastDecision);
        limit.write(out);
        silence.write(out);
        populations.write(out);
        decider.write(out);
        planner.write(out);
    }

    private void readLedger(DataInput in, StoredParts stored, Optional<ScalingPolicy> inForce) throws IOException {
        lastDecision = in.readLong();
        limit.read(in);
        silence.read(in);
        populations.read(in);
        decider.read(in);
        planner.read(in, stored, inForce);
    }

    private void writeCosts(DataOutput out) throws IOException {
        costs.write(out);
        budgets.write(out);
    }

    private void readCosts(DataInput in) throws IOException {
        costs.read(in);
        budgets.read(in);
    }
}
