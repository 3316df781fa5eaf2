package dev.sluice.cli;

import dev.sluice.simulator.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A trace as a file that commands read. */
public final class TraceFile {
    private TraceFile() {}

    public static Path write(Path file, Trace trace) throws IOException {
        StringBuilder csv = new StringBuilder("timestamp_s,value\n");
        for (int i = 0; i < trace.length(); i++) {
            csv.append(trace.start() + i * trace.step())
                    .append(',')
                    .append(trace.values()[i])
                    .append('\n');
        }
        return Files.writeString(file, csv);
    }
}
