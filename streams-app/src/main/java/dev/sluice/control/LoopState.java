package dev.sluice.control;

import dev.sluice.control.billing.Budgets;
import dev.sluice.control.billing.Costs;
import dev.sluice.control.decision.Decider;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.planning.Planner;
import dev.sluice.control.planning.demand.Journal;
import dev.sluice.control.planning.demand.PendingHistory;
import dev.sluice.control.planning.demand.SizingTerms;
import dev.sluice.control.rightsizing.RightSizing;
import dev.sluice.control.window.OpenWindows;
import dev.sluice.control.window.Populations;
import dev.sluice.control.window.arrival.ReporterClocks;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.state.MemoryOutput;
import dev.sluice.state.OpenedParts;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.StatePart;
import dev.sluice.state.StateSection;
import dev.sluice.state.StoredParts;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * All state of the loop of one service, in parts that change at different rates and are stored separately.
 *
 * <p>State that was written and read back leads to the same decisions as state that was never written. Each part is
 * stored in a {@link StateEnvelope}. A part that cannot be read is dropped and learned again; the other parts are not
 * affected.
 */
final class LoopState {
    private final String service;
    private final Catalog declared;
    OpenWindows windows = new OpenWindows();
    ReporterClocks clocks = new ReporterClocks();
    Populations populations = new Populations();
    OverloadThreshold limit = new OverloadThreshold();
    MissingReports missingReports = new MissingReports();
    SilentPolicy silentPolicy = new SilentPolicy();
    Planner planner = new Planner();
    RightSizing rightSizing = new RightSizing();
    OverrideTimeline overrides = new OverrideTimeline();
    Decider decider;
    Costs costs;
    Budgets budgets;
    PendingHistory history = new PendingHistory();
    AdviceVerdict verdict = new AdviceVerdict();

    /** The policy in force. It is not part of what is written here: policies have a store of their own. */
    Optional<ScalingPolicy> policy = Optional.empty();

    /** The signal that the policy sizes by. Each report asks for it, so it is here and not only in the policy. */
    Signal signal = Signal.REQUESTS;

    /** Arrival of the newest report by the wall clock, ms. */
    long lastArrival;

    /** Time of the newest decision, ms. */
    long lastDecision;

    private final EnumSet<StatePart> touched = EnumSet.of(StatePart.OPEN_WINDOWS, StatePart.LEDGER);
    private final EnumSet<StatePart> lost = EnumSet.noneOf(StatePart.class);
    private long newestWritten;

    LoopState(String service, Catalog declared) {
        this.service = service;
        this.declared = declared;
        decider = new Decider(service, () -> planner, declared);
        costs = new Costs(service, decider.catalog());
        budgets = new Budgets(service, decider.catalog(), costs);
    }

    /** Restores the stored state under the policy in force; empty if nothing was stored. */
    static Optional<LoopState> restored(
            String service, Catalog declared, StoredParts stored, Optional<ScalingPolicy> inForce) {
        OpenedParts parts = OpenedParts.of(stored);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        LoopState state = new LoopState(service, declared);
        state.touched.clear();
        state.take(parts, inForce);
        state.lost.addAll(parts.lost());
        // parts that could not be read are soon rewritten as they are now
        state.touched.addAll(state.lost);
        return Optional.of(state);
    }

    private void take(OpenedParts parts, Optional<ScalingPolicy> inForce) {
        parts.read(StatePart.OPEN_WINDOWS, in -> readWindows(in, parts), this::resetWindows);
        parts.read(StatePart.LEDGER, in -> readLedger(in, parts, inForce), this::resetLedger);
        parts.read(StatePart.AGENDA, in -> overrides.read(in), () -> overrides = new OverrideTimeline());
        parts.read(StatePart.COSTS, this::readCosts, this::wireCosts);
        parts.read(StatePart.HISTORY, history::read, () -> history = new PendingHistory());
        parts.read(StatePart.VERDICT, verdict::read, () -> verdict = new AdviceVerdict());
        parts.read(
                StatePart.TOKENS,
                in -> planner.tokens().read(in, inForce),
                () -> planner.tokens().forget());
        if (!parts.has(StatePart.LEDGER)) {
            parts.read(StatePart.COMMANDS, decider::readNewest, this::resetLedger);
        }
        newestWritten = decider.fleet().newest();
    }

    private void resetWindows() {
        windows = new OpenWindows();
        clocks = new ReporterClocks();
        rightSizing = new RightSizing();
        lastArrival = 0;
    }

    private void resetLedger() {
        populations = new Populations();
        limit = new OverloadThreshold();
        missingReports = new MissingReports();
        silentPolicy = new SilentPolicy();
        planner = new Planner();
        lastDecision = 0;
        decider = new Decider(service, () -> planner, declared);
        wireCosts();
    }

    private void wireCosts() {
        costs = new Costs(service, decider.catalog());
        budgets = new Budgets(service, decider.catalog(), costs);
    }

    /** Puts a policy in force, or none. */
    void govern(Optional<ScalingPolicy> inForce) {
        policy = inForce;
        signal = inForce.map(p -> p.demand().signal()).orElse(Signal.REQUESTS);
    }

    /** Returns the stored parts that could not be read. */
    Set<StatePart> lost() {
        return Set.copyOf(lost);
    }

    /** Marks a part as changed that cannot detect this itself. */
    void touch(StatePart part) {
        touched.add(part);
    }

    /** Returns the parts that changed since they were last written. */
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
        if (rightSizing.changed()) {
            parts.add(StatePart.USAGE);
        }
        if (planner.tokens().changed()) {
            parts.add(StatePart.TOKENS);
        }
        if (verdict.changed()) {
            parts.add(StatePart.VERDICT);
        }
        if (decider.fleet().newest() != newestWritten) {
            parts.add(StatePart.COMMANDS);
        }
        return parts;
    }

    /** Writes a part, which then counts as unchanged. Writes nothing if the part no longer exists. */
    void write(StatePart part, DataOutput out) throws IOException {
        MemoryOutput bytes = new MemoryOutput(512);
        writeBare(part, new DataOutputStream(bytes));
        if (bytes.size() > 0) {
            out.write(StateEnvelope.seal(part.version(), bytes.toByteArray()));
        }
        touched.remove(part);
    }

    private void writeBare(StatePart part, DataOutput out) throws IOException {
        switch (part) {
            case OPEN_WINDOWS -> writeWindows(out);
            case LEDGER -> writeLedger(out);
            case MODEL -> planner.writeSnapshot(out);
            case CALLS -> planner.writeCalls(out);
            case AGENDA -> overrides.write(out);
            case COSTS -> writeCosts(out);
            case USAGE -> rightSizing.write(out);
            case COMMANDS -> writeCommands(out);
            case VERDICT -> verdict.write(out);
            case HISTORY -> history.write(out);
            case TOKENS -> planner.tokens().write(out);
        }
    }

    private void writeWindows(DataOutput out) throws IOException {
        out.writeLong(lastArrival);
        windows.write(out);
        clocks.write(out);
        StateSection.write(StatePart.USAGE.version(), rightSizing::writeOpen, out);
    }

    private void readWindows(DataInputStream in, OpenedParts stored) throws IOException {
        lastArrival = in.readLong();
        windows.read(in);
        clocks.read(in);
        stored.section(
                StatePart.USAGE,
                in,
                open -> rightSizing.readOpen(open, stored.open(StatePart.USAGE)),
                () -> rightSizing = new RightSizing());
    }

    private void writeLedger(DataOutput out) throws IOException {
        out.writeLong(lastDecision);
        limit.write(out);
        missingReports.write(out);
        populations.write(out);
        silentPolicy.write(out);
        decider.write(out);
        StateSection.write(StatePart.MODEL.version(), planner::write, out);
        decider.writeMix(out);
        planner.writeTrial(out);
    }

    private void readLedger(DataInputStream in, OpenedParts stored, Optional<ScalingPolicy> inForce)
            throws IOException {
        lastDecision = in.readLong();
        limit.read(in);
        missingReports.read(in);
        populations.read(in);
        silentPolicy.read(in);
        decider.read(in);
        stored.section(
                StatePart.MODEL, in, learned -> readLearned(learned, stored, inForce), () -> planner = new Planner());
        if (in.available() > 0) {
            decider.readMix(in);
        }
        if (in.available() > 0) {
            planner.readTrial(in);
        }
    }

    private void readLearned(DataInputStream in, OpenedParts stored, Optional<ScalingPolicy> inForce)
            throws IOException {
        Optional<Journal> journal = planner.read(in, stored);
        if (journal.isEmpty() || inForce.isEmpty()) {
            return;
        }
        ContestTerms terms = SizingTerms.of(inForce.get());
        if (planner.hasWrittenSnapshot()) {
            stored.read(StatePart.MODEL, model -> readModel(model, journal.get(), inForce.get()), () -> {});
        }
        if (!planner.hasWrittenSnapshot() || !stored.has(StatePart.MODEL)) {
            planner.learned(Optional.empty(), journal.get(), terms);
        }
    }

    private void readModel(DataInputStream model, Journal journal, ScalingPolicy inForce) throws IOException {
        planner.learned(Optional.of(model), journal, SizingTerms.of(inForce));
        if (inForce.placement().roles().isPresent()) {
            planner.tokens().readSnapshot(model);
        }
    }

    private void writeCosts(DataOutput out) throws IOException {
        costs.write(out);
        budgets.write(out);
    }

    private void readCosts(DataInputStream in) throws IOException {
        costs.read(in);
        budgets.read(in);
    }

    private void writeCommands(DataOutput out) throws IOException {
        decider.writeNewest(out);
        newestWritten = decider.fleet().newest();
    }
}
