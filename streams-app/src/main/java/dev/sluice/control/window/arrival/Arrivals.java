package dev.sluice.control.window.arrival;

import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.state.VarInts;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How the reports of one service arrive: how far each kind has come, how long they are, and which were late. */
public final class Arrivals {
    private static final int KINDS = ReportKind.values().length;

    private final Frontier[] frontiers = {new Frontier(), new Frontier()};
    private final ReportLengths[] lengths = {new ReportLengths(), new ReportLengths()};
    private double lateRequests;
    private long patientUntil;

    /** Notes a report; returns true if it confirmed the usual length of the reports that set the windows. */
    public boolean came(ReportKind kind, int reporter, long from, long to) {
        Frontier frontier = frontiers[kind.slot()];
        frontier.reported(reporter, to);
        boolean confirmed = lengths[kind.slot()].add(to - from, frontier.newest());
        return confirmed && kind == leading();
    }

    /** Returns the kind of report that sets the window length: usage only if nothing else is reported. */
    private ReportKind leading() {
        return lengths[ReportKind.REQUESTS.slot()].usual() > 0 ? ReportKind.REQUESTS : ReportKind.USAGE;
    }

    /** Returns the usual length of the reports that set the windows, ms. */
    public long usual() {
        return lengths[leading().slot()].usual();
    }

    /** Returns the longest length of a kind that came more than once, ms; 0 if none did. */
    public long longest(ReportKind kind) {
        return lengths[kind.slot()].longest();
    }

    /** Returns the longest length of both kinds, ms. */
    public long longest() {
        return Math.max(longest(ReportKind.REQUESTS), longest(ReportKind.USAGE));
    }

    /** Returns how far reports of a kind have come, ms; {@link Long#MIN_VALUE} before the first. */
    public long frontier(ReportKind kind) {
        return frontiers[kind.slot()].at(ReportLengths.LONGEST);
    }

    /** Returns how far the instances have come that are not the first, ms; {@link Long#MIN_VALUE} if one alone reports. */
    public long ofOthers(ReportKind kind) {
        return frontiers[kind.slot()].ofOthers();
    }

    /** Returns how far the kind that is furthest has come, ms. */
    public long frontier() {
        return Math.max(frontier(ReportKind.REQUESTS), frontier(ReportKind.USAGE));
    }

    /** Returns the end of the newest report of any instance, ms. */
    public long latest() {
        return Math.max(frontiers[ReportKind.REQUESTS.slot()].newest(), frontiers[ReportKind.USAGE.slot()].newest());
    }

    /** Returns the end of the newest report of any instance whose clock can be right, ms. */
    public long reached() {
        long frontier = frontier();
        return latest() - frontier <= ReportLengths.LONGEST ? latest() : frontier;
    }

    /** Returns true if more than one instance reports. */
    public boolean isShared() {
        return frontiers[ReportKind.REQUESTS.slot()].isShared() || frontiers[ReportKind.USAGE.slot()].isShared();
    }

    /** Notes that {@code lateMs} of a report came too late for its windows. */
    public void late(RateReport r, long lateMs) {
        if (lateMs > 0) {
            lateRequests += r.requests() * lateMs / (r.to() - r.from());
            late(r.from(), r.to());
        }
    }

    /** Notes a late report: there may be more instances than are known, so windows wait for them. */
    public void late(long from, long to) {
        patientUntil = Math.max(patientUntil, to + 2 * Math.min(to - from, ReportLengths.LONGEST));
    }

    /** Returns true if a window that ends at {@code end} (ms) waits for more instances than are known. */
    public boolean isPatient(long end) {
        return end <= patientUntil;
    }

    /** Notes requests that no decision can use. */
    public void unused(double requests) {
        lateRequests += requests;
    }

    /** Returns true if there are requests that no decision could use. */
    public boolean hasUnused() {
        return lateRequests > 0;
    }

    /** Returns the proposal with a note on the requests that could not be used since the last one. */
    public SizeProposal annotate(SizeProposal proposal) {
        if (!hasUnused()) {
            return proposal;
        }
        String late = NumberText.of(lateRequests) + " requests came too late and are not in it";
        lateRequests = 0;
        return proposal.because(proposal.reason(), proposal.detail() + "; " + late);
    }

    public void write(DataOutput out) throws IOException {
        for (int i = 0; i < KINDS; i++) {
            frontiers[i].write(out);
            lengths[i].write(out);
        }
        VarInts.write(lateRequests, out);
        VarInts.writeCount(patientUntil, out);
    }

    public void read(DataInput in) throws IOException {
        for (int i = 0; i < KINDS; i++) {
            frontiers[i].read(in);
            lengths[i].read(in);
        }
        lateRequests = VarInts.read(in);
        patientUntil = VarInts.readCount(in);
    }
}
