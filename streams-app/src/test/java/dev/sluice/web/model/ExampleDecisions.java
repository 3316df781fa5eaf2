package dev.sluice.web.model;

import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.Reason;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Signal;
import dev.sluice.events.Trigger;
import dev.sluice.schemas.AvroSerde;
import java.time.Instant;

/** Decisions of a service that runs four replicas of 25 requests per second each and serves 80. */
public final class ExampleDecisions {
    public static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

    static {
        // Avro builds only classes that are trusted, which a serde sees to
        new AvroSerde<>(ScalingDecision.class).close();
    }

    private ExampleDecisions() {}

    public static ScalingDecision.Builder builder(String service) {
        return ScalingDecision.newBuilder()
                .setService(service)
                .setId(service + "@1")
                .setAt(AT)
                .setTrigger(Trigger.WINDOW)
                .setOutcome(Outcome.HOLD)
                .setReason(Reason.NO_CHANGE)
                .setMode(Mode.ACT)
                .setSignal(Signal.REQUESTS)
                .setWindowFrom(AT.minusSeconds(10))
                .setWindowTo(AT)
                .setSeen(80.0)
                .setForecast(82.0)
                .setUpper(95.0)
                .setForecastUsable(true)
                .setPerReplica(25.0)
                .setLeadTimeMs(60_000L)
                .setRule(rule(.004))
                .setCurrent(4)
                .setReady(4)
                .setTarget(4)
                .setGeneration(7)
                .setDetail("saw 80, expects 82");
    }

    /** The decision of a window that ended so many windows of ten seconds later. */
    public static ScalingDecision at(String service, int window, double seen) {
        return window(service, window, seen).build();
    }

    /** The same, to be changed. */
    public static ScalingDecision.Builder window(String service, int window, double seen) {
        Instant at = AT.plusSeconds(10L * window);
        return builder(service)
                .setId(service + "@" + window)
                .setAt(at)
                .setWindowFrom(at.minusSeconds(10))
                .setWindowTo(at)
                .setSeen(seen);
    }

    public static RuleScore rule(double unserved) {
        return new RuleScore("forecast", unserved, 1.1, 4);
    }
}
