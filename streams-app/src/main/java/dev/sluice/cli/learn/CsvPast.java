package dev.sluice.cli.learn;

import dev.sluice.cli.simulate.TraceFileOptions;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.history.KnownDemand;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The past in a CSV file, read as {@code simulate} reads it. */
final class CsvPast {
    /** A file without dates counts from an origin of its own. */
    private static final Instant DATED = Instant.parse("2000-01-01T00:00:00Z");

    private CsvPast() {}

    static Past read(
            Path file, Optional<String> column, TraceFileOptions files, @Nullable Duration step, Duration window) {
        Trace trace = files.read(file, column, step == null ? 0 : step.toMillis() / 1000.0, "--step");
        if (trace.start() < DATED.getEpochSecond()) {
            throw new IllegalArgumentException(file + ": its times begin at "
                    + Instant.ofEpochMilli(Math.round(trace.start() * 1000))
                    + ", so they are no dates: what time of day and week it was is needed to learn seasons");
        }
        KnownDemand demand = new KnownDemand(window.toMillis());
        for (int i = 0; i < trace.length(); i++) {
            demand.add(millis(trace.end(i) - trace.step()), millis(trace.end(i)), trace.values()[i]);
        }
        return new Past(demand, file.toString(), LessonText.coarse(Duration.ofMillis(millis(trace.step())), window));
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }
}
