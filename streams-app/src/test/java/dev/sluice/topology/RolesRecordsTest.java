package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.FirstTokenBound;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.RoleReplicas;
import dev.sluice.events.RoleTerms;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.events.TokensObjective;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers of a large model report from two pools, and both roles are commanded. */
final class RolesRecordsTest {
    private final Pipeline pipeline = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 1);

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static ScalingPolicy.Builder policy() {
        return ScalingPolicy.newBuilder()
                .setService("chat")
                .setMaxReplicas(40)
                .setSignal(Signal.UNITS)
                .setLeadTimeMs(60_000L)
                .setTokens(new TokensObjective(new FirstTokenBound(.95, 1500., 3.), null));
    }

    private static RoleTerms roles() {
        return new RoleTerms(new RoleReplicas("h100", 5000.), new RoleReplicas("l40s", 1000.));
    }

    private void report(String pool, String instance, long prompts, long outputs) {
        pipeline.report(RequestRateEvent.newBuilder(
                        Pipeline.event("chat", instance, pipeline.now().minusSeconds(10), pipeline.now(), 20))
                .setPool(pool)
                .setPromptTokens(prompts)
                .setOutputTokens(outputs)
                .setQueueDepth(0L)
                .build());
    }

    @Test
    void both_pools_are_commanded_by_what_their_role_does() {
        pipeline.pool("h100", 4)
                .pool("l40s", 1)
                .policy(policy().setRoles(roles()).build());
        for (int i = 0; i < 40; i++) {
            pipeline.after(Duration.ofSeconds(10));
            report("h100", "prefill-0", 150_000, 0);
            report("l40s", "decode-0", 150_000, 80_000);
        }

        assertThat(pipeline.deadLetters()).isEmpty();
        List<ScalingCommand> commands = pipeline.commands();
        int prefill = newest(commands, "h100");
        int decode = newest(commands, "l40s");
        assertThat(prefill).isBetween(3, 8);
        assertThat(decode).isBetween(8, 12);
        List<ScalingDecision> decisions = pipeline.decisions();
        ScalingDecision last = decisions.get(decisions.size() - 1);
        assertThat(last.getTokens()).isTrue();
        // 15,000 prompt tokens per second count once, though both pools report them
        assertThat(last.getSeen()).isBetween(22_900., 23_100.);
        assertThat(last.getTarget()).isEqualTo(prefill + decode);
    }

    private static int newest(List<ScalingCommand> commands, String pool) {
        return commands.stream()
                .filter(command -> command.getPool().equals(pool))
                .reduce((earlier, later) -> later)
                .map(ScalingCommand::getReplicas)
                .orElse(0);
    }

    @Test
    void a_record_with_wrong_roles_becomes_a_dead_letter() {
        RoleTerms same = new RoleTerms(new RoleReplicas("h100", 5000.), new RoleReplicas("h100", 1000.));
        pipeline.policy(policy().setRoles(same).build());
        pipeline.policy(policy().setRoles(new RoleTerms(new RoleReplicas("", null), new RoleReplicas("l40s", 1.)))
                .build());

        assertThat(pipeline.deadLetters()).hasSize(2);
    }

    @Test
    void earlier_versions_see_two_pools() {
        assertThat(PolicyCodec.toRecord(PolicyCodec.fromRecord(
                                policy().setRoles(roles()).build()))
                        .getPools())
                .extracting(PoolTerms::getPool)
                .containsExactly("h100", "l40s");
    }
}
