package dev.sluice.cli.simulate.llm;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.llm.SluiceController;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.text.NumberText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lets another program's plant be sized by the loop that runs live: for each line that tells of a fleet, one line with the
 * replicas to run, or an empty line to leave them as they are. Ends with its input.
 *
 * <p>The first line's time is the length of a window, unless the policy states one.
 */
final class StdioLoop {
    private static final double MILLIS = 1000;

    private final ScalingPolicy policy;
    private final Optional<ReplicaProfile> profile;
    private Optional<SluiceController> controller = Optional.empty();
    private double before;

    StdioLoop(ScalingPolicy policy, Optional<ReplicaProfile> profile) {
        this.policy = policy;
        this.profile = profile;
    }

    /** Answers every line. Throws {@code IllegalArgumentException} with the number of a line that cannot be used. */
    void run(BufferedReader in, PrintWriter out) throws IOException {
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            try {
                OptionalInt replicas = answer(FleetLine.of(line));
                out.println(replicas.isPresent() ? Integer.toString(replicas.getAsInt()) : "");
                out.flush();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
    }

    private OptionalInt answer(FleetLine line) {
        if (!(line.seconds() > before)) {
            throw new IllegalArgumentException("timestamp_s must rise: " + NumberText.exactly(line.seconds())
                    + " comes after " + NumberText.exactly(before));
        }
        if (controller.isEmpty()) {
            Duration window = policy.demand()
                    .window()
                    .orElse(Duration.ofMillis(Math.max(1, Math.round((line.seconds() - before) * MILLIS))));
            controller = Optional.of(new SluiceController(policy, window).startingFrom(profile));
        }
        before = line.seconds();
        return controller.get().decide(line.view());
    }
}
