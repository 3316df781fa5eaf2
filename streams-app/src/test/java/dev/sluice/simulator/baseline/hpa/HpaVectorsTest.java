package dev.sluice.simulator.baseline.hpa;

import static dev.sluice.simulator.baseline.PeerFigures.check;
import static dev.sluice.simulator.baseline.PeerFigures.doubles;
import static dev.sluice.simulator.baseline.PeerFigures.file;
import static dev.sluice.simulator.baseline.PeerFigures.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.ScalingRules.Select;
import dev.sluice.simulator.baseline.PeerFigures;
import dev.sluice.simulator.baseline.hpa.HoltWinters.Smoothing;
import dev.sluice.simulator.baseline.hpa.HpaPods.Pod;
import dev.sluice.simulator.baseline.hpa.HpaPods.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All published figures of the HPA and the predictive HPA at once, where {@link PeerFigures} are there; skipped without
 * them. The figures that matter most stand in the other tests of this package.
 *
 * <p>Each test says how many cases of a group it checked: a case that the rule does not cover is left out by name.
 */
final class HpaVectorsTest {
    private static final long BASE = 1_000_000_000L;

    @Test
    void hpa_resource_replicas() throws IOException {
        int checked = check("hpa_replica_calculator", "resource", c -> {
            HpaPods ready = HpaPods.NONE;
            HpaPods unready = HpaPods.NONE;
            HpaPods missing = HpaPods.NONE;
            int containers = c.get("container").isNull() ? 2 : 1;
            for (JsonNode p : c.get("pods")) {
                boolean hasMetric = !p.get("usage_per_container_m").isNull();
                long request = containers * p.get("request_per_container_m").asLong();
                HpaPods one = new HpaPods(
                        1, containers * p.get("usage_per_container_m").asLong(), request);
                switch (pod(p, hasMetric).group(true, new Readiness(120, 10, 60))) {
                    case READY -> ready = ready.plus(one);
                    case UNREADY -> unready = unready.plus(one);
                    case MISSING -> missing = missing.plus(one);
                    case IGNORED -> {}
                }
            }
            HpaReplicas rule = new HpaReplicas(
                    c.get("tolerance_up").asDouble(), c.get("tolerance_down").asDouble());
            int replicas = rule.resource(
                    c.get("current").asInt(), c.get("target_utilization_pct").asInt(), ready, unready, missing);
            return replicas == c.get("expect").get("replicas").asInt()
                    && HpaReplicas.utilization(ready)
                            == c.get("expect").get("utilization_pct").asLong();
        });
        assertThat(checked).isEqualTo(48);
    }

    private static Pod pod(JsonNode p, boolean hasMetric) {
        String phase = p.get("phase").asText();
        boolean gone = p.get("deleted").asBoolean() || phase.equals("Failed") || phase.equals("Succeeded");
        // no age: started at the epoch; its readiness changed when it started; metrics are of the epoch
        double now = 1e6;
        double age = p.get("start_age_s").isNull() ? now : p.get("start_age_s").asDouble();
        boolean ready = p.get("ready").asBoolean();
        return new Pod(gone, phase.equals("Pending"), hasMetric, true, ready, age, age, now);
    }

    @Test
    void hpa_pod_groups() throws IOException {
        int checked = check("hpa_replica_calculator", "group_pods", c -> {
            String phase = c.get("phase").asText();
            boolean gone = c.get("deleted").asBoolean() || phase.equals("Failed") || phase.equals("Succeeded");
            Pod pod = new Pod(
                    gone,
                    phase.equals("Pending"),
                    c.get("has_metric").asBoolean(),
                    !c.get("ready").isNull(),
                    c.get("ready").asBoolean(),
                    c.get("start_age_s").asDouble(),
                    c.get("transition_age_s").asDouble(),
                    c.get("metric_age_s").asDouble());
            Readiness rule = new Readiness(120, 10, c.get("metric_window_s").asDouble());
            return pod.group(c.get("resource").asText().equals("cpu"), rule)
                    .name()
                    .equalsIgnoreCase(c.get("expect").asText());
        });
        assertThat(checked).isEqualTo(13);
    }

    @Test
    void hpa_pods_metric() throws IOException {
        int checked = check("hpa_replica_calculator", "pod_metric", c -> {
            long usage = 0;
            for (JsonNode u : c.get("usage_m")) {
                usage += u.asLong();
            }
            int reporting = c.get("usage_m").size();
            int replicas = tolerance(c)
                    .pods(
                            c.get("current").asInt(),
                            c.get("target_avg_m").asLong(),
                            new HpaPods(reporting, usage, 0),
                            c.get("pods").asInt() - reporting);
            return replicas == c.get("expect").get("replicas").asInt();
        });
        assertThat(checked).isEqualTo(8);
    }

    @Test
    void hpa_object_and_external_values() throws IOException {
        Predicate<JsonNode> value = c -> tolerance(c)
                        .value(
                                c.get("current").asInt(),
                                c.get("ready_pods").asInt(),
                                c.path(c.has("total_m") ? "total_m" : "value").asLong(),
                                c.get("target_m").asLong())
                == c.get("expect").get("replicas").asInt();
        Predicate<JsonNode> average = c -> tolerance(c)
                                .averageValue(
                                        c.get("current").asInt(),
                                        c.get("total_m").asLong(),
                                        c.get("target_per_pod_m").asLong())
                        == c.get("expect").get("replicas").asInt()
                && HpaReplicas.perPod(
                                c.get("total_m").asLong(), c.get("current").asInt())
                        == c.get("expect").get("per_pod_m").asLong();
        assertThat(check("hpa_replica_calculator", "object_value", value)).isEqualTo(6);
        assertThat(check("hpa_replica_calculator", "external_value", value)).isEqualTo(5);
        assertThat(check("hpa_replica_calculator", "external_per_pod", average)).isEqualTo(8);
        assertThat(check("hpa_replica_calculator", "object_per_pod", average)).isEqualTo(7);
        assertThat(check(
                        "hpa_replica_calculator",
                        "per_pod_usage",
                        c -> HpaReplicas.perPod(
                                        c.get("total").asLong(),
                                        c.get("replicas").asInt())
                                == c.get("expect").asLong()))
                .isEqualTo(3);
    }

    @Test
    void hpa_rate_limits() throws IOException {
        int checked = check("hpa_behavior", "scaling_with_rules", c -> {
            Select select = Select.valueOf(c.get("select").asText().toUpperCase(Locale.ROOT));
            HpaBehavior behavior = behavior(
                    rules(0, select, c.get("scale_up_policies")), rules(0, select, c.get("scale_down_policies")), c);
            events(behavior.added(), c.get("up_events"));
            events(behavior.removed(), c.get("down_events"));
            HpaBehavior.Limited limited = behavior.limit(
                    BASE, c.get("current").asInt(), c.get("desired").asInt());
            return limited.replicas() == c.get("expect").get("replicas").asInt()
                    && limited.reason()
                            .name()
                            .equals(c.get("expect").get("reason").asText());
        });
        assertThat(checked).isEqualTo(40);
    }

    @Test
    void hpa_stabilization() throws IOException {
        int checked = check("hpa_behavior", "stabilize_with_behavior", c -> {
            HpaBehavior behavior = new HpaBehavior(
                    rules(c.get("up_window_s").asInt(), Select.MAX, null),
                    rules(c.get("down_window_s").asInt(), Select.MAX, null),
                    new Bounds(0, 1000));
            for (JsonNode r : c.get("recommendations")) {
                behavior.proposals()
                        .append(
                                BASE - r.get("age_s").asLong() * 1000,
                                r.get("replicas").asInt());
            }
            int replicas = behavior.stabilize(
                    BASE, c.get("current").asInt(), c.get("desired").asInt());
            return replicas == c.get("expect").get("replicas").asInt()
                    && Arrays.equals(
                            behavior.proposals().values(), ints(c.get("expect").get("stored")));
        });
        assertThat(checked).isEqualTo(11);
    }

    @Test
    void hpa_event_store() throws IOException {
        int checked = check("hpa_behavior", "store_scale_event", c -> {
            List<RateLimit> limits = new ArrayList<>();
            for (JsonNode p : c.get("policies")) {
                limits.add(written(p.asText()));
            }
            ScalingRules rules = new ScalingRules(Duration.ZERO, Select.MAX, limits, OptionalDouble.empty());
            HpaBehavior behavior = new HpaBehavior(rules, rules, new Bounds(0, 1000));
            for (JsonNode e : c.get("previous")) {
                behavior.added()
                        .append(
                                BASE - e.get("age_s").asLong() * 1000,
                                e.get("change").asInt());
            }
            boolean before = limits.isEmpty()
                    || behavior.added().sumAfter(BASE - 60_000)
                            == c.get("expect_change_in_60s_before_store").asInt();
            behavior.scaled(BASE, c.get("new_change").asInt());
            return before && Arrays.equals(behavior.added().values(), ints(c.get("expect_log")));
        });
        assertThat(checked).isEqualTo(8);
    }

    @Test
    void holt_winters() throws IOException {
        int fits = 0;
        int refused = 0;
        for (JsonNode c : file("phpa_holtwinters").get("holt_winters_library")) {
            if (!c.get("method").asText().equals("additive")) {
                continue; // the library's multiplicative form is left out on purpose
            }
            if (c.has("expect")) {
                assertThat(fit(c)).as(c.get("name").asText()).containsExactly(doubles(c.get("expect")), WITHIN);
                fits++;
            } else {
                assertThatIllegalArgumentException().as(c.get("name").asText()).isThrownBy(() -> fit(c));
                refused++;
            }
        }
        assertThat(fits).isEqualTo(5);
        assertThat(refused).isEqualTo(9);
    }

    private static final Offset<Double> WITHIN = Offset.offset(1e-9);

    @Test
    void phpa_behavior_is_the_one_of_hpa() throws IOException {
        int checked = check("phpa_holtwinters", "behavior", c -> {
            HpaBehavior behavior = behavior(
                    rules(
                            60,
                            Select.valueOf(c.get("up_select").asText().toUpperCase(Locale.ROOT)),
                            c.get("up_policies")),
                    rules(
                            300,
                            Select.valueOf(c.get("down_select").asText().toUpperCase(Locale.ROOT)),
                            c.get("down_policies")),
                    c);
            events(behavior.added(), c.get("up_events"));
            events(behavior.removed(), c.get("down_events"));
            JsonNode history = c.get("down_history").isEmpty() ? c.get("up_history") : c.get("down_history");
            for (JsonNode h : history) {
                behavior.proposals().append(BASE - 30_000, h.asInt());
            }
            int current = c.get("current").asInt();
            int stable = behavior.stabilize(BASE, current, c.get("target").asInt());
            return behavior.limit(BASE, current, stable).replicas()
                    == c.get("expect").asInt();
        });
        assertThat(checked).isEqualTo(22);
    }

    private static double[] fit(JsonNode c) {
        Smoothing smoothing = new Smoothing(
                c.get("alpha").asDouble(),
                c.get("beta").asDouble(),
                c.get("gamma").asDouble());
        return HoltWinters.fit(
                doubles(c.get("series")),
                c.get("season_length").asInt(),
                smoothing,
                c.get("horizon").asInt());
    }

    private static HpaReplicas tolerance(JsonNode c) {
        return new HpaReplicas(c.get("tolerance_up").asDouble(), .1);
    }

    private static HpaBehavior behavior(ScalingRules up, ScalingRules down, JsonNode c) {
        return new HpaBehavior(
                up, down, new Bounds(c.get("min").asInt(), c.get("max").asInt()));
    }

    private static ScalingRules rules(int windowSeconds, Select select, @Nullable JsonNode policies) {
        List<RateLimit> limits = new ArrayList<>();
        if (policies != null) {
            for (JsonNode p : policies) {
                limits.add(limit(
                        p.get("type").asText(),
                        p.get("value").asInt(),
                        p.get("period_s").asInt()));
            }
        }
        return new ScalingRules(Duration.ofSeconds(windowSeconds), select, limits, OptionalDouble.empty());
    }

    /** Reads "Pods 10/60s"; the kind may be missing. */
    private static RateLimit written(String text) {
        String[] words = text.replace("s", " ").replace("/", " ").trim().split(" +");
        int last = words.length - 1;
        String type = text.startsWith("Percent") ? "Percent" : "Pods";
        return limit(type, Integer.parseInt(words[last - 1]), Integer.parseInt(words[last]));
    }

    private static RateLimit limit(String type, int value, int seconds) {
        RateLimit.Unit unit = type.equals("Pods") ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT;
        return new RateLimit(unit, value, Duration.ofSeconds(seconds));
    }

    private static void events(SlotLog log, JsonNode events) {
        for (JsonNode e : events) {
            log.append(
                    BASE - Math.round(e.get("age_s").asDouble() * 1000),
                    e.get("change").asInt());
        }
    }
}
