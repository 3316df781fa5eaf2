package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.Mode;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The verdict on advice, through the topology. */
final class VerdictTest {
    @Test
    void decisions_carry_the_verdict_and_it_survives_leaving_memory() {
        try (Pipeline kept = new Pipeline(TimeSource.EVENT);
                Pipeline forgetful = new Pipeline(TimeSource.EVENT, Duration.ofSeconds(10), 1)) {
            List<ScalingDecision> decisions = driven(kept);
            assertThat(driven(forgetful)).isEqualTo(decisions);

            PolicyVerdict verdict = decisions.get(decisions.size() - 1).getVerdict();
            assertThat(verdict.getHoursSeen()).isGreaterThan(.3);
            assertThat(verdict.getAllowedUnserved()).isEqualTo(.01);
            assertThat(verdict.getCostAgainstRan()).isBetween(.3, 1.0);
            assertThat(verdict.getCoverage()).isBetween(.8, 1.0);
            assertThat(verdict.getRanUnservedShare()).isZero();
            assertThat(kept.commands())
                    .noneMatch(command -> command.getService().equals("checkout"));
        }
    }

    private static ScalingPolicy advice() {
        return ScalingPolicy.newBuilder()
                .setService("checkout")
                .setMaxReplicas(50)
                .setPerReplica(10.0)
                .setLeadTimeMs(60_000L)
                .setMode(Mode.ADVISE)
                .build();
    }

    private static List<ScalingDecision> driven(Pipeline pipeline) {
        pipeline.policy(advice()).policy("search", 1, 10, 10);
        SplittableRandom random = new SplittableRandom(7);
        Instant from = Pipeline.START;
        for (int window = 0; window < 120; window++) {
            long requests = random.nextLong(40, 60);
            for (int instance = 0; instance < 8; instance++) {
                pipeline.report(Pipeline.event("checkout", "i" + instance, from, from.plusSeconds(10), requests));
            }
            pipeline.report(Pipeline.event("search", "a", from, from.plusSeconds(10), 50));
            from = from.plusSeconds(10);
        }
        return pipeline.decisions().stream()
                .filter(decision -> decision.getService().equals("checkout"))
                .toList();
    }
}
