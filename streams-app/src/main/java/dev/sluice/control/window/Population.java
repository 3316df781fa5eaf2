package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many instances are expected to report in a window, and the demand they brought when all of them did.
 *
 * <p>The number is reported time over window length: ten instances that each report the whole window count 10; if one
 * falls silent halfway, they count 9.5. If more report for three windows, that many are expected: one report of an instance
 * that nobody hears of again leaves nobody missing. If fewer report than before, there are three cases:
 *
 * <ul>
 *   <li>Fewer replicas run than did: the expectation falls in proportion. A command removed them, or they ran beside
 *       those that were commanded, as in a deployment that starts new replicas before it ends the old ones.
 *   <li>The instances are gone, and the others carry their load. This is assumed if, over three windows, demand has
 *       fallen by less than half of the share that was missing in each. Example: 3 of 10 are missing, and demand is 92
 *       after 100; down to 85 they count as gone.
 *   <li>Otherwise the instances are silent. The window is partial and is scaled up as if the silent instances were like
 *       the others, but not above the last complete window. Example: 8 of 10 report a demand of 72 after 100. It counts
 *       as 90.
 * </ul>
 */
public final class Population {
    private static final double ROUNDING = .02;
    private static final int SURE = 3;
    /** Demand so many times the last is hardly true: it is believed little by little. */
    private static final double FAR = 12;

    private static final double NEARER = 1.1;
    /** Up to this share of the demand, a difference may be noise. */
    private static final double NOISE = .1;

    private static final double SMOOTHED = .15;
    /** Windows in which removed replicas may still report. */
    private static final int LONGEST_LEAVE = 12;
    /** Windows in which replicas that nobody commanded may report. After these, a replica simply reports more often. */
    private static final int LONGEST_SURPLUS = 360;
    /** Windows over which the demand of those that still report is averaged. */
    private static final int REMEMBERED = 30;

    /**
     * Before the first command, nothing tells how many replicas run: after this many windows, those that report are
     * all.
     */
    private static final int UNCOMMANDED = 6;

    private double expected;
    private double level;
    private int replicas;
    private int surplusFor;
    /** Windows in a row in which fewer report than are expected, or more. */
    private int streak;
    /** What was brought in a streak in which fewer report, with half of what was missing in each window; 0 in any other. */
    private double broughtByFewer;
    /** The fewest instances that reported in a streak in which more do; 0 in any other. */
    private double fewestOfMore;

    /** How many instances reported in a window and were expected, and the factor that makes up for the silent ones. */
    public record Attendance(double reporting, double expected, double factor) {
        static final Attendance ALL = new Attendance(0, 0, 1);

        public boolean isPartial() {
            return reporting < expected;
        }
    }

    /** Returns true if any instances are expected. */
    boolean isExpected() {
        return expected > 0;
    }

    /** Returns true if all expected instances have reported, within a few hundredths of one. */
    boolean isComplete(double reporting) {
        return expected > 0 && reporting >= Math.max(expected, fewestOfMore) - ROUNDING;
    }

    /** Returns true if more instances have reported than are expected. */
    boolean isExceededBy(double reporting) {
        return expected > 0 && reporting > expected + ROUNDING;
    }

    private double least() {
        return expected - Math.min(.5, .03 * expected);
    }

    /**
     * Evaluates a closed window.
     *
     * @param reporting instances that reported: their time over the window length
     * @param brought demand that they reported, in any one unit
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

    /**
     * Evaluates the first windows: instances may have started to report in the middle, so it is unknown how many are
     * missing.
     */
    private Attendance first(double reporting, double brought, int running) {
        double whole = Math.ceil(reporting - .03);
        if (reporting < whole - .03 * whole && streak < SURE) {
            streak++;
            return new Attendance(reporting, whole, 1);
        }
        return all(reporting, brought, running);
    }

    /**
     * A replica goes on to report as it did, so the reports tell how many replicas there were. Example: 10 instances of 10
     * replicas report, then 12.5. A deployment started new replicas before it ended the old ones. If 10 report again,
     * none is missing. If as many report as run, they are one each, whatever was before.
     */
    private Attendance all(double reporting, double brought, int running) {
        double sure = confirmed(reporting);
        boolean isOneEach = Math.abs(sure - running) <= slack(running);
        double ran = replicas == 0 || isOneEach ? running : sure * replicas / expected;
        if (isSurplus(ran, running)) {
            expect((int) Math.ceil(ran - slack(running)));
        } else if (ran < running - slack(running)) {
            // replicas that were ordered and do not report yet are not expected
            expect(Math.max(1, (int) (ran + slack(running))));
        } else {
            replicas = running;
            expected = sure;
            surplusFor = 0;
        }
        level = levelAfter(brought);
        return Attendance.ALL;
    }

    /** Noise is averaged: a level that is high by chance would keep instances that are gone expected for ever. */
    private double levelAfter(double brought) {
        if (level > 0 && Math.abs(brought - level) <= NOISE * level) {
            return level + SMOOTHED * (brought - level);
        }
        // one wrong report of an instance that then goes would keep it expected for ever
        return level > 0 && brought > FAR * level ? NEARER * level : brought;
    }

    /** Returns how many report for certain: if more do than are expected, those that do so for three windows. */
    private double confirmed(double reporting) {
        boolean more = expected > 0 && reporting > expected + slack(expected);
        boolean again = more && fewestOfMore > 0;
        double sure = again ? Math.min(fewestOfMore, reporting) : reporting;
        streak = again ? streak + 1 : 1;
        if (!more || streak == SURE) {
            noStreak();
            return sure;
        }
        broughtByFewer = 0;
        fewestOfMore = sure;
        return expected;
    }

    private void noStreak() {
        streak = 0;
        broughtByFewer = 0;
        fewestOfMore = 0;
    }

    /** Expects so many replicas to report as they did. */
    private void expect(int reportingReplicas) {
        expected *= (double) reportingReplicas / replicas;
        replicas = reportingReplicas;
    }

    /** Returns true if more replicas report than are commanded, for a while. */
    private boolean isSurplus(double ran, int running) {
        if (ran <= running + slack(running)) {
            return false;
        }
        boolean leaving = ran < replicas - slack(replicas);
        boolean begins = surplusFor == 0 || leaving;
        int longest = running < replicas ? LONGEST_LEAVE : LONGEST_SURPLUS;
        surplusFor = (begins ? longest : surplusFor) - 1;
        return surplusFor > 0;
    }

    private static double slack(double count) {
        return Math.max(.06, Math.min(.5, .03 * count));
    }

    /** Returns the expected instances that are left once the newest command is carried out. */
    private double commanded(int running) {
        return running >= replicas || replicas == 0 ? expected : expected * running / replicas - .03;
    }

    private boolean areGone(double reporting, double brought, int running) {
        if (fewestOfMore > 0) {
            noStreak();
        }
        double share = 1 - reporting / expected;
        double whole = brought / (1 - share / 2);
        broughtByFewer =
                streak < REMEMBERED ? broughtByFewer + whole : broughtByFewer - broughtByFewer / REMEMBERED + whole;
        streak = Math.min(REMEMBERED, streak + 1);
        boolean carried = broughtByFewer / streak >= level;
        return (carried && streak >= SURE) || (running == 0 && streak >= UNCOMMANDED);
    }

    /** Writes the two sums as one number: only one of them is above 0. */
    void write(DataOutput out) throws IOException {
        VarInts.write(expected, out);
        VarInts.write(level, out);
        VarInts.writeCount(replicas, out);
        VarInts.writeCount(surplusFor, out);
        VarInts.writeCount(streak, out);
        VarInts.write(fewestOfMore > 0 ? -fewestOfMore : broughtByFewer, out);
    }

    void read(DataInput in) throws IOException {
        expected = VarInts.read(in);
        level = VarInts.read(in);
        replicas = (int) VarInts.readCount(in);
        surplusFor = (int) VarInts.readCount(in);
        streak = (int) VarInts.readCount(in);
        double sum = VarInts.read(in);
        broughtByFewer = Math.max(0, sum);
        fewestOfMore = Math.max(0, -sum);
    }
}
