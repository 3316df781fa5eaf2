package dev.sluice.control.window;

import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.demand.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Predicate;

/** Which instances are expected to report, by kind of report. */
public final class Populations {
    private final Population[] kinds = {new Population(), new Population()};

    /** Returns the instances expected to report a kind. */
    Population of(ReportKind kind) {
        return kinds[kind.slot()];
    }

    /**
     * Evaluates a closed window. The sums of a partial window are scaled up as if the silent instances were like the
     * others.
     *
     * @param sizesBy the kinds by which the service is sized; instances missing from another kind hold up nothing
     * @param running replicas that were commanded and are ready; 0 before the first command
     * @param doubtful true if more seem to report in it than there are
     * @return the attendance for the signal that measures demand; that of the other kind if only there some are missing
     */
    public Attendance closed(
            WindowSum window, Signal signal, Predicate<ReportKind> sizesBy, int running, boolean doubtful) {
        Attendance missed = Attendance.ALL;
        for (ReportKind kind : ReportKind.all()) {
            double reporting = window.reporting(kind);
            if (reporting > 0 && !(doubtful && of(kind).isExceededBy(reporting))) {
                Attendance attendance = of(kind).closed(reporting, window.brought(kind, signal), running);
                if (attendance.isPartial()) {
                    window.raise(kind, attendance.factor());
                    boolean first = !missed.isPartial() || kind == ReportKind.of(signal);
                    missed = first && sizesBy.test(kind) ? attendance : missed;
                }
            }
        }
        return missed;
    }

    public void write(DataOutput out) throws IOException {
        for (Population kind : kinds) {
            kind.write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        for (Population kind : kinds) {
            kind.read(in);
        }
    }
}
