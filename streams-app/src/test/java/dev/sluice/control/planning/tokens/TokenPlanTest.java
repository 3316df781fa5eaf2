package dev.sluice.control.planning.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.proposal.Planned;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.TokenLoad;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.Objective;
import dev.sluice.state.StatePart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The plan of a service that serves a large model")
final class TokenPlanTest {
    private static final ScalingPolicy POLICY = ScalingPolicy.of("chat", 50).withTokens(Objective.Tokens.STANDARD);
    private static final int SERVING = 8;

    private final TokenPlan plan = new TokenPlan(new LearnedDemand());
    private final ServiceFleet fleet = new ServiceFleet();
    private Instant now = Instant.EPOCH;

    @Test
    @DisplayName("is for policies that leave open what a replica serves, on pools or not")
    void whom() {
        assertThat(TokenPlan.sizes(POLICY)).isTrue();
        assertThat(TokenPlan.sizes(ScalingPolicy.of("cart", 50))).isFalse();
        assertThat(TokenPlan.sizes(POLICY.withDemand(POLICY.demand().withPerReplica(1000))))
                .isFalse();
        PoolTerms pool = new PoolTerms("h100", OptionalDouble.empty(), 0);
        PoolTerms stated = new PoolTerms("a100", OptionalDouble.of(1000), 0);
        assertThat(TokenPlan.sizes(POLICY.withPlacement(POLICY.placement().withPools(List.of(pool)))))
                .isTrue();
        assertThat(TokenPlan.sizes(POLICY.withPlacement(POLICY.placement().withPools(List.of(pool, stated)))))
                .isFalse();
    }

    @Test
    @DisplayName("goes on with what version 2 stored, and stores it anew")
    void stored_before_profiles() throws IOException {
        byte[] stored = Files.readAllBytes(Path.of("src/test/resources/state-parts/tokens-2"));
        assertThat(StatePart.TOKENS.reads(2)).isTrue();
        plan.read(new DataInputStream(new ByteArrayInputStream(stored)), Optional.of(POLICY));
        assertThat(next(40_000, 4).proposal().detail()).contains("learned from");

        ByteArrayOutputStream anew = new ByteArrayOutputStream();
        plan.write(new DataOutputStream(anew));
        TokenPlan read = new TokenPlan(new LearnedDemand());
        read.read(new DataInputStream(new ByteArrayInputStream(anew.toByteArray())), Optional.of(POLICY));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        read.write(new DataOutputStream(again));
        assertThat(again.toByteArray()).isEqualTo(anew.toByteArray());
    }

    @Test
    @DisplayName("holds the size and says what is missing until first tokens are timed")
    void unknown() {
        Planned planned = next(40_000, 0);
        assertThat(planned.proposal().reason()).isEqualTo(Reason.COLD_START);
        assertThat(planned.proposal().detail()).contains("timeToFirstToken");
        assertThat(planned.proposal().plan()).isEmpty();
    }

    @Test
    @DisplayName("says what it saw, forecasts it, and sizes for it")
    void sizes() {
        Planned planned = next(40_000, 800);
        for (int i = 0; i < 500; i++) {
            planned = next(40_000, 800);
        }
        // 20,000 of 40,000 tokens per second are prompts, first tokens keep four of eight replicas busy
        assertThat(planned.proposal().replicas()).isBetween(5, 12);
        assertThat(planned.proposal().detail()).contains("tokens/s").contains("a busy replica computes");
        assertThat(planned.proposal().plan())
                .hasValueSatisfying(p -> assertThat(p.forecast().orElse(0)).isBetween(36_000.0, 44_000.0));
        assertThat(planned.forecast()).isPresent();
    }

    @Test
    @DisplayName("is read as it was written, and is written once a window")
    void stored() throws IOException {
        for (int i = 0; i < 300; i++) {
            next(40_000, 800);
        }
        assertThat(plan.changed()).isTrue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        plan.write(new DataOutputStream(bytes));
        assertThat(plan.changed()).isFalse();
        TokenPlan read = new TokenPlan(new LearnedDemand());
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), Optional.of(POLICY));
        DemandWindow window = window(40_000, 800);
        assertThat(of(read, window).proposal().replicas())
                .isEqualTo(of(plan, window).proposal().replicas());
    }

    @Test
    @DisplayName("that is forgotten leaves nothing behind in the store")
    void forgotten() throws IOException {
        plan.forget();
        assertThat(plan.changed()).isFalse();
        next(40_000, 800);
        plan.write(new DataOutputStream(new ByteArrayOutputStream()));
        plan.forget();
        assertThat(plan.changed()).isTrue();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        plan.write(new DataOutputStream(bytes));
        assertThat(bytes.size()).isZero();
        assertThat(plan.changed()).isFalse();
    }

    private Planned next(double perSecond, long firstTokenMillis) {
        return of(plan, window(perSecond, firstTokenMillis));
    }

    private Planned of(TokenPlan planner, DemandWindow window) {
        return planner.plan(
                new ClosedWindow(window, SERVING, Map.of()),
                window.demand(Signal.TOKENS).orElseThrow(),
                fleet,
                POLICY,
                new Decision.Seen(window.from(), window.to(), Signal.TOKENS, window.demand(Signal.TOKENS)));
    }

    /** Ten seconds in which half of the tokens are prompts, of 50 requests. */
    private DemandWindow window(double perSecond, long firstTokenMillis) {
        Instant from = now;
        now = now.plusSeconds(10);
        OptionalDouble none = OptionalDouble.empty();
        return new DemandWindow(
                from,
                now,
                50,
                0,
                50,
                none,
                OptionalDouble.of(0),
                none,
                none,
                none,
                LatencyHistogram.empty(),
                SERVING,
                Optional.of(new TokenLoad(
                        5 * perSecond,
                        0,
                        5 * perSecond,
                        OptionalDouble.of(0),
                        OptionalDouble.of(40),
                        OptionalDouble.of(.2),
                        all(firstTokenMillis),
                        all(40),
                        SERVING)));
    }

    private static LatencyHistogram all(long millis) {
        if (millis == 0) {
            return LatencyHistogram.empty();
        }
        int bucket = (int) Math.ceil(Math.log((double) millis) / Math.log(2) * 32) - 1;
        return new LatencyHistogram(5, 0, bucket, new long[] {50});
    }
}
