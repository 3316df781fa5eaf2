package dev.sluice.cli.simulate.option;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The options of {@code simulate} that several modes know.
 *
 * @param against names of autoscalers to play beside Sluice; empty where none were named
 * @param line the command line, which prints and is told what is wrong
 */
public record SharedOptions(
        TraceOptions traces,
        TraceFileOptions reading,
        ScaleOptions scale,
        PolicyOptions policy,
        Optional<List<String>> against,
        ProfileOption profile,
        ResultOptions results,
        CommandLine line) {
    /** Ends the command where {@code wrong} says why; does nothing where it is empty. */
    public void refuse(String wrong) {
        if (!wrong.isEmpty()) {
            throw new ParameterException(line, wrong);
        }
    }

    /** Where results go. */
    public PrintWriter out() {
        return line.getOut();
    }
}
