package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.config.manifest.form.ObjectiveForms;
import dev.sluice.config.record.ObjectiveCodec;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ObjectiveKindsTest {
    private static final AvroSerde<ScalingPolicy> SERDE =
            AvroSerde.of(ScalingPolicy.class, Map.of("schema.registry.url", "mock://objectives"));
    private static final List<Objective> ONE_OF_EACH = List.of(
            new Objective.Unserved(.02),
            new Objective.Latency(.95, Duration.ofMillis(300)),
            new Objective.Drain(Duration.ofMinutes(5)),
            new Objective.Deadline(Instant.parse("2026-03-02T18:00:00Z")),
            new Objective.Tokens(
                    Optional.of(new FirstToken(.99, Duration.ofMillis(1500), 0)),
                    Optional.of(new InterToken(.9, Duration.ofNanos(12_500_000)))),
            Objective.Tokens.STANDARD,
            new Objective.Tokens(Optional.of(new FirstToken(.95, Duration.ofMillis(1), 2.5)), Optional.empty()),
            new Objective.Tokens(Optional.empty(), Optional.of(new InterToken(.5, Duration.ofMillis(30)))));

    @Test
    void every_kind_of_objective_has_a_form_in_files_and_in_records() {
        assertThat(ObjectiveForms.ALL.stream().<Class<?>>map(ObjectiveForms.Form::kind))
                .containsExactlyInAnyOrder(Objective.class.getPermittedSubclasses());
        assertThat(ObjectiveCodec.ALL.stream().<Class<?>>map(ObjectiveCodec.Form::kind))
                .containsExactlyInAnyOrder(Objective.class.getPermittedSubclasses());
        assertThat(ONE_OF_EACH.stream().<Class<?>>map(Objective::getClass).distinct())
                .containsExactlyInAnyOrder(Objective.class.getPermittedSubclasses());
    }

    @Test
    void an_objective_comes_back_from_a_record_as_it_went() {
        for (Objective objective : ONE_OF_EACH) {
            ScalingPolicy.Builder record =
                    ScalingPolicy.newBuilder().setService("a").setMaxReplicas(1);
            ObjectiveCodec.write(objective, record);
            byte[] bytes = SERDE.serializer().serialize("policies", record.build());
            assertThat(ObjectiveCodec.read(SERDE.deserializer().deserialize("policies", bytes)))
                    .isEqualTo(objective);
        }
    }

    @Test
    void a_record_with_an_objective_of_an_unknown_kind_is_an_error_and_not_the_default() {
        ScalingPolicy record =
                ScalingPolicy.newBuilder().setService("a").setMaxReplicas(1).build();
        record.put("objective", "error rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ObjectiveCodec.read(record))
                .withMessageContaining("unknown kind")
                .withMessageContaining("error rate");
    }
}
