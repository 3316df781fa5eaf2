package dev.sluice.simulator.baseline.knative;

import static dev.sluice.simulator.baseline.PeerFigures.check;
import static dev.sluice.simulator.baseline.PeerFigures.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.simulator.baseline.PeerFigures;
import dev.sluice.simulator.baseline.knative.KpaDecider.Rates;
import dev.sluice.simulator.baseline.knative.KpaDecider.Target;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** All published figures of Knative at once, where {@link PeerFigures} are there; skipped without them. */
final class KnativeVectorsTest {
    private static final long BASE = 1_000_000_000L;

    @Test
    void kpa_sequences() throws IOException {
        int checked = 0;
        for (JsonNode s : file("knative_kpa").get("sequences")) {
            JsonNode spec = s.get("spec");
            Rates rates = new Rates(
                    spec.get("panic_threshold").asDouble(),
                    spec.get("max_up").asDouble(),
                    spec.get("max_down").asDouble(),
                    Math.round(spec.get("stable_s").asDouble() * 1000),
                    Math.round(spec.get("scale_down_delay_s").asDouble() * 1000),
                    spec.get("activation").asInt());
            JsonNode from = s.get("steps").get(0);
            KpaDecider decider = new KpaDecider(
                    target(spec, spec), rates, s.get("ready_at_creation").asInt(), millis(from));
            decider.retarget(target(spec, spec), spec.get("reachable").asBoolean());
            if (!s.get("seed_panic_start_s").isNull()) {
                decider.startPanic(
                        Math.round(s.get("seed_panic_start_s").asDouble() * 1000),
                        s.get("seed_max_panic_pods").asInt());
            }
            for (JsonNode step : s.get("steps")) {
                if (!step.get("spec_change").isNull()) {
                    JsonNode change = step.get("spec_change");
                    decider.retarget(
                            target(change, spec),
                            change.has("reachable")
                                    ? change.get("reachable").asBoolean()
                                    : spec.get("reachable").asBoolean());
                }
                KpaDecider.Result result = decider.decide(
                        millis(step),
                        step.get("stable").asDouble(),
                        step.get("panic").asDouble(),
                        step.get("ready").asInt());
                JsonNode expect = step.get("expect");
                assertThat(result)
                        .as(s.get("name") + " at " + step.get("t_s"))
                        .isEqualTo(new KpaDecider.Result(
                                expect.get("desired").asInt(),
                                expect.get("ebc").asInt(),
                                expect.get("in_panic").asBoolean()));
            }
            checked++;
        }
        assertThat(checked).isEqualTo(29);
        assertThat(check("knative_kpa", "start_in_panic", c -> {
                    KpaDecider started = new KpaDecider(
                            new Target(10, 10, 0),
                            Rates.DEFAULT,
                            c.get("ready_at_start").asInt(),
                            0);
                    return started.panics() == c.get("expect").get("in_panic").asBoolean()
                            && started.panicMax()
                                    == c.get("expect").get("max_panic_pods").asInt();
                }))
                .isEqualTo(3);
    }

    @Test
    void kpa_windows() throws IOException {
        int checked = 0;
        for (JsonNode c : file("knative_windows").get("timed_buckets")) {
            BucketAverage average = new BucketAverage(
                    c.get("window_s").asLong() * 1000, c.get("granularity_s").asLong() * 1000);
            for (JsonNode op : c.get("ops")) {
                if (op.has("record_t_s")) {
                    average.record(
                            BASE + Math.round(op.get("record_t_s").asDouble() * 1000),
                            op.get("value").asDouble());
                } else {
                    long at = BASE + Math.round(op.get("average_at_s").asDouble() * 1000);
                    assertThat(average.average(at))
                            .as(c.get("name") + " at " + op.get("average_at_s"))
                            .isEqualTo(op.get("expect").asDouble());
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(15);
        assertThat(check("knative_windows", "max_window", c -> {
                    TickMax max = new TickMax(c.get("window_ticks").asInt(), 1);
                    for (int i = 0; i < c.get("index").size(); i++) {
                        max.record(
                                c.get("index").get(i).asLong(),
                                c.get("value").get(i).asInt());
                        if (max.current() != c.get("expect_max").get(i).asInt()) {
                            return false;
                        }
                    }
                    return true;
                }))
                .isEqualTo(15);
        assertThat(check("knative_windows", "time_window", c -> {
                    TickMax max = new TickMax(
                            c.get("window_s").asInt() / c.get("granularity_s").asInt(),
                            c.get("granularity_s").asLong() * 1000);
                    for (JsonNode r : c.get("records")) {
                        max.record(
                                Math.round(r.get("t_s").asDouble() * 1000),
                                r.get("value").asInt());
                    }
                    return max.current() == c.get("expect").asInt();
                }))
                .isEqualTo(4);
    }

    private static Target target(JsonNode spec, JsonNode otherwise) {
        return new Target(
                (spec.has("target") ? spec : otherwise).get("target").asDouble(),
                (spec.has("total") ? spec : otherwise).get("total").asDouble(),
                (spec.has("tbc") ? spec : otherwise).get("tbc").asDouble());
    }

    private static long millis(JsonNode step) {
        return Math.round(step.get("t_s").asDouble() * 1000);
    }
}
