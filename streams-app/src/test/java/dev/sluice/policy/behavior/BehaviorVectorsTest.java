package dev.sluice.policy.behavior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.RateLimit.Unit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules.Select;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * A file of Kubernetes' own figures (pkg/controller/podautoscaler/horizontal_test.go) against {@link Behavior}.
 *
 * <p>Left out are what it has of a HorizontalPodAutoscaler without {@code behavior} (a limit of twice the size or four,
 * and a look-back that still counts its last instant: our rules are those with {@code behavior}), of the way from usage
 * to a wish (its controller's cases), and in which slot of a list it keeps an event.
 */
final class BehaviorVectorsTest {
    private static final int NOW = 100_000;

    @Test
    void rate_limits_over_events() throws IOException {
        int checked = 0;
        for (JsonNode c : file().get("scaling_with_rules")) {
            Select select = Select.valueOf(c.get("select").asText().toUpperCase(Locale.ROOT));
            Limiting service = Limiting.by(
                    Limiting.limited(select, limits(c.get("scale_up_policies"))),
                    Limiting.limited(select, limits(c.get("scale_down_policies"))),
                    new Bounds(c.get("min").asInt(), c.get("max").asInt()));
            List<int[]> events = new ArrayList<>();
            c.get("up_events")
                    .forEach(e -> events.add(new int[] {age(e), e.get("change").asInt()}));
            c.get("down_events")
                    .forEach(e -> events.add(new int[] {age(e), -e.get("change").asInt()}));
            events.sort(Comparator.comparingInt(e -> -e[0]));
            events.forEach(e -> service.changed(NOW - e[0], e[1]));
            assertThat(service.wish(
                            NOW, c.get("current").asInt(), c.get("desired").asInt()))
                    .as(c.toString())
                    .isEqualTo(c.get("expect").get("replicas").asInt());
            checked++;
        }
        assertThat(checked).isEqualTo(40);
    }

    @Test
    void stabilization_over_proposals() throws IOException {
        int checked = 0;
        for (JsonNode c : file().get("stabilize_with_behavior")) {
            Limiting service = Limiting.by(
                    Limiting.stabilized(c.get("up_window_s").asInt()),
                    Limiting.stabilized(c.get("down_window_s").asInt()));
            int current = c.get("current").asInt();
            StreamSupport.stream(c.get("recommendations").spliterator(), false)
                    .sorted(Comparator.comparingInt(r -> -age(r)))
                    .forEach(r -> service.wish(
                            NOW - age(r), current, r.get("replicas").asInt()));
            assertThat(service.wish(NOW, current, c.get("desired").asInt()))
                    .as(c.toString())
                    .isEqualTo(c.get("expect").get("replicas").asInt());
            checked++;
        }
        assertThat(checked).isEqualTo(11);
    }

    @Test
    void change_within_a_period() throws IOException {
        int checked = 0;
        for (JsonNode c : file().get("store_scale_event")) {
            if (c.get("policies").isNull()) {
                continue;
            }
            ChangeHistory changes = new ChangeHistory();
            StreamSupport.stream(c.get("previous").spliterator(), false)
                    .sorted(Comparator.comparingInt(e -> -age(e)))
                    .forEach(e ->
                            changes.add((NOW - age(e)) * 1000L, e.get("change").asInt(), Duration.ofMinutes(2)));
            int change = 1000 - changes.atStartOf(Duration.ofSeconds(60), NOW * 1000L, 1000);
            assertThat(change)
                    .as(c.toString())
                    .isEqualTo(c.get("expect_change_in_60s_before_store").asInt());
            checked++;
        }
        assertThat(checked).isEqualTo(6);
    }

    private static JsonNode file() throws IOException {
        String folder = System.getProperty("sluice.vectors", "");
        assumeTrue(!folder.isEmpty(), "skipped: -Dsluice.vectors names no folder with hpa_behavior.json");
        return new ObjectMapper().readTree(Files.readString(Path.of(folder, "hpa_behavior.json")));
    }

    private static int age(JsonNode node) {
        return node.get("age_s").asInt();
    }

    private static RateLimit[] limits(JsonNode policies) {
        return StreamSupport.stream(policies.spliterator(), false)
                .map(p -> new RateLimit(
                        p.get("type").asText().equals("Pods") ? Unit.REPLICAS : Unit.PERCENT,
                        p.get("value").asInt(),
                        Duration.ofSeconds(p.get("period_s").asInt())))
                .toArray(RateLimit[]::new);
    }
}
