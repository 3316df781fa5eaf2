package dev.sluice.simulator.input;

import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is said about a file of recorded demand; what is not said is told from the file.
 *
 * @param timeColumn the column of times, by name
 * @param zone of times that are written without one
 * @param values what a value counts
 * @param events whether each row is one event, so that rows are counted (or their column is summed) by step
 * @param holes what a step without a row means
 * @param step seconds of the steps that rows are summed into where they are no steps themselves
 * @param stepOption the option that states the step, for messages
 */
public record TraceFormat(
        Optional<String> timeColumn,
        Optional<ZoneId> zone,
        Optional<Values> values,
        boolean events,
        Optional<Holes> holes,
        OptionalDouble step,
        String stepOption) {
    /** Nothing is said. */
    public static final TraceFormat PLAIN = new TraceFormat(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            OptionalDouble.empty(),
            "--step");

    public TraceFormat {
        if (step.isPresent() && !(step.getAsDouble() > 0)) {
            throw new IllegalArgumentException(stepOption + " must be above 0");
        }
        if (events && values.filter(v -> v == Values.rate).isPresent()) {
            throw new IllegalArgumentException("--events counts rows: --values rate means nothing with it");
        }
    }

    /** The same with steps of {@code seconds}; zero says none. */
    public TraceFormat withStep(double seconds) {
        return new TraceFormat(
                timeColumn,
                zone,
                values,
                events,
                holes,
                seconds > 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty(),
                stepOption);
    }

    /** What a value counts. */
    public enum Values {
        /** Demand in the step that begins at the row's time. */
        counts,
        /** Demand per second during that step. */
        rate
    }

    /** What a step without a row means. */
    public enum Holes {
        /** No demand. */
        zero,
        /** Demand that was not recorded: as in the step before. */
        missing
    }
}
