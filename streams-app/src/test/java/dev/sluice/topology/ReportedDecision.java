package dev.sluice.topology;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The life of a report, to be watched by {@link ClassChanges}: reports that close a window, of which some lead to a command.
 * The argument is the number of pools.
 */
final class ReportedDecision {
    private static final String SERVICE = "checkout";
    // while the first of them is read, classes are loaded
    private static final int[] REQUESTS = {900, 900, 900, 400, 400, 1700, 1700, 1700, 300};

    private ReportedDecision() {}

    public static void main(String[] args) {
        int pools = Integer.parseInt(args[0]);
        try (Pipeline pipeline = new Pipeline(TimeSource.EVENT)) {
            for (int i = 0; i < pools; i++) {
                pipeline.pool("pool-" + i, 1 + i);
            }
            pipeline.policy(policy(pools));
            for (int requests : REQUESTS) {
                pipeline.after(Duration.ofSeconds(10));
                begin();
                pipeline.report(SERVICE, requests);
                List<ScalingCommand> commands = pipeline.commands();
                end(commands.size());
                commands.forEach(command -> pipeline.ready(command, Duration.ofSeconds(1)));
            }
        }
    }

    private static ScalingPolicy policy(int pools) {
        ScalingPolicy.Builder policy = ScalingPolicy.newBuilder()
                .setService(SERVICE)
                .setMaxReplicas(1000)
                .setLeadTimeMs(60_000L)
                .setPerReplica(10.0);
        if (pools > 0) {
            policy.setPools(IntStream.range(0, pools)
                    .mapToObj(i -> PoolTerms.newBuilder()
                            .setPool("pool-" + i)
                            .setPerReplica(10.0 + i)
                            .build())
                    .toList());
        }
        return policy.build();
    }

    /** From here on calls are counted. */
    private static void begin() {}

    /** Up to here; {@code commands}: what the report led to. */
    @SuppressWarnings("UnusedVariable") // read by who watches
    private static void end(int commands) {}
}
