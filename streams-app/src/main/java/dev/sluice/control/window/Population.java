package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many instances are expected to report in a window, and what they brought when all of them did.
 *
 * <p>The number is the reported time of a window over its length: ten instances that each report all of it are 10, one that
 * falls silent in the middle leaves 9.5. Where fewer report than before, one of three things has happened:
 *
 * <ul>
 *   <li>Replicas were taken away by a command: no more are expected than the same share of those before.
 *   <li>They are gone, and the others carry what they carried: over three windows, demand has not fallen as far as half of
 *       what their share would be. Example: 3 of 10 are gone and demand is 92 after 100.
 *   <li>Neither: they are silent. The window is partial and counts for what it would be if the silent ones were like the
 *       others, as far as that is not more than the last whole window.
 * </ul>
 */
public final class Population {
    private static final double ROUNDING = .02;
    private static final int SURE = 3;
    /** Windows in which replicas that a command takes away may still report. */
    private static final int LONGEST_LEAVE = 12;

    /** Before the first command nothing tells what runs: after as many windows those that report are all. */
    private static final int UNCOMMANDED = 6;

    private double expected;
    private double level;
    private int replicas;
    private int leavingFor;
    private int partial;
    private double sum;

    /** Who reported in a window. */
    public record Attendance(double reporting, double expected, double factor) {
        static final Attendance ALL = new Attendance(0, 0, 1);

        public boolean isPartial() {
            return reporting < expected;
        }
    }

    /** Whether any are expected. */
    boolean isExpected() {
        return expected > 0;
    }

    /** Whether as many instances as are expected have reported, to a few hundredths of one. */
    boolean isComplete(double reporting) {
        return expected > 0 && reporting >= expected - ROUNDING;
    }

    private double least() {
        return expected - Math.min(.5, .03 * expected);
    }

    /**
     * Judges a window that has closed.
     *
     * @param reporting instances that reported, their time over its length
     * @param brought demand that they brought, in any one unit
     * @param running replicas that were commanded and are ready; 0 before the first command
     */
    Attendance closed(double reporting, double brought, int running) {
        if (reporting == 0) {
            return Attendance.ALL;
        }
        if (expected == 0) {
            return first(reporting, brought, running);
        }
        if (reporting >= least() || reporting >= commanded(running) || areGone(reporting, brought, running)) {
            return all(reporting, brought, running);
        }
        double most = level > 0 ? Math.max(1, level / Math.max(brought, 1e-9)) : 1;
        return new Attendance(reporting, expected, Math.min(expected / reporting, most));
    }

    /** Of the first window, part of which was over before some had begun to report, nobody knows what is missing. */
    private Attendance first(double reporting, double brought, int running) {
        double whole = Math.ceil(reporting - .03);
        if (reporting < whole - .03 * whole && partial < SURE) {
            partial++;
            return new Attendance(reporting, whole, 1);
        }
        return all(reporting, brought, running);
    }

    private Attendance all(double reporting, double brought, int running) {
        boolean leaving = running < replicas && reporting > commanded(running) + .06 && leavingFor < LONGEST_LEAVE;
        if (leaving) {
            leavingFor++;
            expected = Math.max(expected, reporting);
        } else {
            boolean same = reporting >= least() && reporting <= expected + .5 && running >= replicas;
            // replicas that were ordered and do not report yet are not among those expected
            replicas = same && replicas > 0 ? replicas : running;
            leavingFor = 0;
            expected = reporting;
        }
        level = brought;
        partial = 0;
        sum = 0;
        return Attendance.ALL;
    }

    /** Instances that are left of those expected when the newest command has been carried out. */
    private double commanded(int running) {
        return running >= replicas || replicas == 0 ? expected : expected * running / replicas - .03;
    }

    private boolean areGone(double reporting, double brought, int running) {
        partial++;
        sum += brought;
        double share = 1 - reporting / expected;
        boolean carried = sum / partial >= level * (1 - share / 2);
        return (carried && partial >= SURE) || (running == 0 && partial >= UNCOMMANDED);
    }

    void write(DataOutput out) throws IOException {
        VarInts.write(expected, out);
        VarInts.write(level, out);
        VarInts.writeCount(replicas, out);
        VarInts.writeCount(leavingFor, out);
        VarInts.writeCount(partial, out);
        VarInts.write(sum, out);
    }

    void read(DataInput in) throws IOException {
        expected = VarInts.read(in);
        level = VarInts.read(in);
        replicas = (int) VarInts.readCount(in);
        leavingFor = (int) VarInts.readCount(in);
        partial = (int) VarInts.readCount(in);
        sum = VarInts.read(in);
    }
}
