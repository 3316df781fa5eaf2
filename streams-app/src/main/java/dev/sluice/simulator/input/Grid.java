package dev.sluice.simulator.input;

import static dev.sluice.simulator.input.TraceReader.plain;

import dev.sluice.simulator.Trace;
import dev.sluice.simulator.input.TraceFormat.Holes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts rows into steps of one length. Where the rows are such steps themselves, with few exceptions, each keeps its own;
 * where they are not, they are summed into steps that were asked for. Holes are filled where that changes next to
 * nothing, or as {@code --holes} says; otherwise the file is refused. Nothing is guessed without a note.
 */
final class Grid {
    /** Share of rows or steps that may be out of order before a choice has to be stated. */
    static final double TOLERATED = .01;

    /** Part of a step that a row may be off. */
    private static final double OFF = .1;

    /** So many holes of one length in a row are another step. */
    private static final int ANOTHER_STEP = 10;

    private static final double USUAL_EVENT_STEP = 10;

    /** Time is played in milliseconds. */
    private static final double SHORTEST = .001;

    private static final double MICROS = 1e6;

    private final Path file;
    private final Rows rows;
    private final TraceFormat format;
    private final boolean rate;
    private final List<String> notes;

    /** Rows in order of time, one at each; what is assumed is added to {@code notes}. */
    Grid(Path file, Rows rows, TraceFormat format, boolean rate, List<String> notes) {
        this.file = file;
        this.rows = rows;
        this.format = format;
        this.rate = rate;
        this.notes = notes;
    }

    Trace trace() {
        if (rows.size() == 0) {
            throw new IllegalArgumentException(file + " needs two rows or more, it has 0");
        }
        if (format.events()) {
            return events();
        }
        if (rows.size() < 2) {
            throw new IllegalArgumentException(file + " needs two rows or more with different times, it has 1");
        }
        Optional<Steps> regular = regular();
        if (regular.filter(this::mayBeFilled).isPresent()) {
            return kept(regular.get());
        }
        if (format.step().isPresent()) {
            return summed(format.step().getAsDouble());
        }
        throw regular.map(this::holes).orElseGet(this::irregular);
    }

    private Trace events() {
        double step = format.step().orElse(USUAL_EVENT_STEP);
        Steps steps = steps(step);
        notes.add(count(rows.size() + rows.added(), "event", "events") + " in " + steps.count() + " steps of "
                + plain(step) + " s");
        return new Trace(rows.time(0), step, steps.values());
    }

    private Trace summed(double step) {
        Steps steps = steps(step);
        if (!mayBeFilled(steps)) {
            throw holes(steps);
        }
        notes.add(count(rows.size() + rows.added(), "row", "rows") + (rate ? " averaged in " : " summed into ")
                + steps.count() + " steps of " + plain(step) + " s");
        return filled(steps);
    }

    /** The rows by the steps that hold their times. */
    private Steps steps(double step) {
        Steps steps = new Steps(step, checked(Math.floor(rows.span() / step) + 1, step));
        for (int i = 0; i < rows.size(); i++) {
            steps.add((int) Math.floor((rows.time(i) - rows.time(0)) / step + 1e-9), rows.value(i));
        }
        return rate ? steps.averaged() : steps;
    }

    /** The rows as steps of their own; empty where they are none. */
    private Optional<Steps> regular() {
        for (double step : candidates()) {
            boolean fits = step > 0 && rows.span() / step < mostSteps();
            if (fits && offGrid(step) <= TOLERATED * rows.size()) {
                return Optional.of(nearest(step));
            }
        }
        return Optional.empty();
    }

    /** What the step may be: the distance that is there most often, the one in the middle, and that in whole seconds. */
    private double[] candidates() {
        double[] distances = new double[rows.size() - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = distance(i);
        }
        Arrays.sort(distances);
        double middle = distances[distances.length / 2];
        return new double[] {most(distances), Math.rint(middle), middle};
    }

    /** What is there most often, to the microsecond; of several, the least. */
    private static double most(double[] sorted) {
        long usual = 0;
        int often = 0;
        int same = 0;
        for (int i = 0; i < sorted.length; i++) {
            long micros = Math.round(sorted[i] * MICROS);
            same = i > 0 && micros == Math.round(sorted[i - 1] * MICROS) ? same + 1 : 1;
            if (same > often) {
                often = same;
                usual = micros;
            }
        }
        return usual / MICROS;
    }

    private long offGrid(double step) {
        long off = 0;
        for (int i = 0; i < rows.size(); i++) {
            double at = (rows.time(i) - rows.time(0)) / step;
            off += Math.abs(at - Math.rint(at)) > OFF ? 1 : 0;
        }
        return off;
    }

    private Steps nearest(double step) {
        Steps steps = new Steps(step, checked(Math.rint(rows.span() / step) + 1, step));
        for (int i = 0; i < rows.size(); i++) {
            steps.add((int) Math.rint((rows.time(i) - rows.time(0)) / step), rows.value(i));
        }
        return rate ? steps.averaged() : steps;
    }

    private int checked(double count, double step) {
        if (step < SHORTEST) {
            throw new IllegalArgumentException(file + ": steps of less than 0.001 s are not played; are its times in"
                    + " seconds, not in days as spreadsheets count them?");
        }
        if (count > mostSteps()) {
            throw new IllegalArgumentException(file + ": " + rows.size() + " rows would be " + plain(count)
                    + " steps of " + plain(step) + " s" + longestHole() + "; is one of its times wrong?");
        }
        return (int) count;
    }

    /** What fits in memory, and a hole of a year in a file of minutes. */
    private long mostSteps() {
        return Math.min(Rows.most(), Math.max(1_000_000, 1_000L * rows.size()));
    }

    private boolean mayBeFilled(Steps steps) {
        Optional<Holes> stated = format.holes();
        if (stated.isPresent() && !rate) {
            return stated.get() == Holes.zero || anotherStep(steps.step()) < 0;
        }
        return stated.isPresent()
                || (steps.holes() <= TOLERATED * steps.count() && steps.missing() <= TOLERATED * steps.sum());
    }

    private Trace kept(Steps steps) {
        if (steps.doubled() > 0) {
            notes.add(count(steps.doubled(), "row is", "rows are") + " nearest to the step of another: "
                    + (rate ? "averaged" : "their values were added"));
        }
        return filled(steps);
    }

    private Trace filled(Steps steps) {
        if (steps.holes() > 0) {
            notes.add(fill(steps));
        }
        return new Trace(rows.time(0), steps.step(), steps.values());
    }

    private String fill(Steps steps) {
        String what = count(steps.holes(), "step", "steps") + " of " + steps.count() + " without a row ";
        if (format.holes().filter(h -> h == Holes.zero).isPresent()) {
            return what + (steps.holes() == 1 ? "has" : "have") + " no demand";
        }
        double before = steps.sum();
        steps.fill();
        return what + (steps.holes() == 1 ? "has" : "have") + " the demand of the step before, "
                + plain(steps.sum() - before) + " on top of " + plain(before);
    }

    private IllegalArgumentException holes(Steps steps) {
        int another = anotherStep(steps.step());
        if (another >= 0) {
            return new IllegalArgumentException(file + ":" + rows.line(another) + ": the step changes from "
                    + plain(steps.step()) + " s to " + plain(distance(another)) + " s; say " + format.stepOption()
                    + " " + plain(Math.max(steps.step(), distance(another))) + "s to sum to the longer one"
                    + ", or --holes zero if what has no row had no demand");
        }
        return new IllegalArgumentException(file + ": " + steps.holes() + " of " + steps.count() + " steps of "
                + plain(steps.step()) + " s have no row" + longestHole() + "; say --holes zero if they had no demand,"
                + " --holes missing if it was not recorded, --events if each row is one event, or sum rows into"
                + " longer steps with " + format.stepOption());
    }

    private IllegalArgumentException irregular() {
        double shortest = Double.POSITIVE_INFINITY;
        int at = 0;
        for (int i = 0; i < rows.size() - 1; i++) {
            if (distance(i) < shortest) {
                shortest = distance(i);
                at = i;
            }
        }
        int longest = longest();
        return new IllegalArgumentException(file + ": its rows are no steps of one length, they are "
                + plain(shortest) + " s (line " + rows.line(at) + ") to " + plain(distance(longest)) + " s (line "
                + rows.line(longest) + ") apart; if each row is one event or request: --events counts them; if values"
                + " are to be summed into steps: " + format.stepOption() + " 60s, or how long steps are");
    }

    /** The row from which on many in turn are equally far apart, and farther than a step; -1 where none is. */
    private int anotherStep(double step) {
        int same = 0;
        for (int i = 0; i < rows.size() - 1; i++) {
            double steps = Math.rint(distance(i) / step);
            boolean again = same > 0 && steps == Math.rint(distance(i - 1) / step);
            same = steps < 2 ? 0 : again ? same + 1 : 1;
            if (same == ANOTHER_STEP) {
                return i - ANOTHER_STEP + 1;
            }
        }
        return -1;
    }

    private String longestHole() {
        int i = longest();
        return ", the longest hole is " + plain(distance(i)) + " s after line " + rows.line(i);
    }

    private int longest() {
        int longest = 0;
        for (int i = 1; i < rows.size() - 1; i++) {
            longest = distance(i) > distance(longest) ? i : longest;
        }
        return longest;
    }

    private double distance(int i) {
        return i + 1 < rows.size() ? rows.time(i + 1) - rows.time(i) : 0;
    }

    static String count(int n, String one, String more) {
        return n + " " + (n == 1 ? one : more);
    }
}
