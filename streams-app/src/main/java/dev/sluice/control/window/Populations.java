package dev.sluice.control.window;

import dev.sluice.control.message.ReportKind;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.forecast.Signal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Predicate;

/** Who is expected to report, by the kind of report. */
public final class Populations {
    private final Population[] kinds = {new Population(), new Population()};

    /** Those expected to report a kind. */
    Population of(ReportKind kind) {
        return kinds[kind.slot()];
    }

    /**
     * Judges a window that has closed, and makes the sums of a partial one what they would be if the instances that are silent were
     * like the others.
     *
     * @param sizesBy the kinds that the service is sized by; who is missing from another holds up nothing
     * @param running replicas that were commanded and are ready; 0 before the first command
     * @return who reported the signal that demand is measured in, or of the other kind where only there some are missing
     */
    public Attendance closed(WindowSum window, Signal signal, Predicate<ReportKind> sizesBy, int running) {
        Attendance missed = Attendance.ALL;
        for (ReportKind kind : ReportKind.all()) {
            Attendance attendance = of(kind).closed(window.reporting(kind), window.brought(kind, signal), running);
            window.raise(kind, attendance.factor());
            if (attendance.isPartial()
                    && sizesBy.test(kind)
                    && (!missed.isPartial() || kind == ReportKind.of(signal))) {
                missed = attendance;
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
