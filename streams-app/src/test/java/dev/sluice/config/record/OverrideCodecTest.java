package dev.sluice.config.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.config.text.Zones;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.Force;
import dev.sluice.events.Pause;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScheduledBounds;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.Cron;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.schemas.AvroSerde;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class OverrideCodecTest {
    private static final AvroSerde<ScalingOverride> SERDE =
            AvroSerde.of(ScalingOverride.class, Map.of("schema.registry.url", "mock://override-codec"));
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Author ANNA = new Author("anna", "launch", EIGHT);

    @ParameterizedTest
    @MethodSource("changes")
    void a_change_comes_back_from_the_wire_as_it_went(OverrideEvent change) {
        byte[] bytes = SERDE.serializer().serialize("scaling-overrides", OverrideCodec.toRecord("checkout", change));

        ScalingOverride record = SERDE.deserializer().deserialize("scaling-overrides", bytes);

        assertThat(record.getService()).isEqualTo("checkout");
        assertThat(record.getId()).isEqualTo(change.id());
        assertThat(OverrideCodec.fromRecord(record)).isEqualTo(change);
    }

    static Stream<OverrideEvent> changes() {
        Schedule.Validity month = new Schedule.Validity(EIGHT, EIGHT.plus(Duration.ofDays(30)));
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        return Stream.of(
                set(new ServiceOverride.Pause()),
                set(new ServiceOverride.Force(0)),
                set(new ServiceOverride.Freeze(Direction.UP)),
                set(new ServiceOverride.Freeze(Direction.DOWN)),
                set(new Limit(OptionalInt.of(3), OptionalInt.empty())),
                set(new Limit(OptionalInt.of(3), OptionalInt.of(30))),
                new OverrideEvent.Plan(new Schedule(
                        "day",
                        new Limit(OptionalInt.of(10), OptionalInt.empty()),
                        Cron.parse("0 8 * * mon-fri"),
                        new Schedule.Lasting(Duration.ofHours(8)),
                        berlin,
                        ANNA,
                        month)),
                new OverrideEvent.Plan(new Schedule(
                        "night",
                        new Limit(OptionalInt.empty(), OptionalInt.of(4)),
                        Cron.parse("0 22 * * *"),
                        new Schedule.Until(Cron.parse("0 6 * * *")),
                        Zones.UTC,
                        ANNA,
                        month)),
                new OverrideEvent.Withdraw("day", ANNA));
    }

    @Test
    void events_in_order_make_the_agenda() {
        OverrideEvent paused = set(new ServiceOverride.Pause());
        OverrideEvent forced = set(new ServiceOverride.Force(5));

        OverrideSet agenda = OverrideSet.EMPTY;
        agenda = forced.after(paused.after(agenda));
        assertThat(agenda.overrides())
                .extracting(ServiceOverride::action)
                .containsExactly(new ServiceOverride.Force(5));

        agenda = new OverrideEvent.Withdraw("launch", ANNA).after(agenda);
        assertThat(agenda).isEqualTo(OverrideSet.EMPTY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void what_cannot_be_is_refused_with_key_and_value(String said, Consumer<ScalingOverride.Builder> change) {
        ScalingOverride.Builder record = ScalingOverride.newBuilder()
                .setService("checkout")
                .setId("launch")
                .setOwner("anna")
                .setAt(EIGHT)
                .setFrom(EIGHT)
                .setUntil(EIGHT.plusSeconds(60))
                .setAction(new Pause());
        change.accept(record);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideCodec.fromRecord(record.build()))
                .withMessageContaining(said);
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                refused("must end after it begins, not " + EIGHT + " to " + EIGHT, r -> r.setUntil(EIGHT)),
                refused("an override must have an id", r -> r.setId(" ")),
                refused("an owner must be named", r -> r.setOwner("")),
                refused("replicas must not be below 0, they are -1", r -> r.setAction(new Force(-1))),
                refused("bounds must be from 0 and in order, not", r -> r.setAction(new BoundsOverride(5, 4))),
                refused("min, max or both must be set", r -> r.setAction(new BoundsOverride(null, null))),
                refused(
                        "cron: '99' is no minute",
                        r -> r.setAction(new ScheduledBounds(1, 2, "99 * * * *", null, 60L, "UTC"))),
                refused(
                        "zone=Mars/Base: is not a time zone",
                        r -> r.setAction(new ScheduledBounds(1, 2, "0 8 * * *", null, 60L, "Mars/Base"))),
                refused(
                        "one of end=null and lastingMs=null must be set",
                        r -> r.setAction(new ScheduledBounds(1, 2, "0 8 * * *", null, null, "UTC"))),
                refused(
                        "one of end=0 9 * * * and lastingMs=60 must be set",
                        r -> r.setAction(new ScheduledBounds(1, 2, "0 8 * * *", "0 9 * * *", 60L, "UTC"))));
    }

    @Test
    void a_schedule_without_an_end_of_its_own_cannot_be_published() {
        OverrideEvent plan = new OverrideEvent.Plan(new Schedule(
                "day",
                new Limit(OptionalInt.of(10), OptionalInt.empty()),
                Cron.parse("0 8 * * *"),
                new Schedule.Lasting(Duration.ofHours(8)),
                Zones.UTC,
                ANNA,
                Schedule.Validity.ALWAYS));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OverrideCodec.toRecord("checkout", plan))
                .withMessageStartingWith("from=");
    }

    private static Arguments refused(String said, Consumer<ScalingOverride.Builder> change) {
        return Arguments.of(said, change);
    }

    private static OverrideEvent set(Action action) {
        return new OverrideEvent.Set(new ServiceOverride("launch", action, ANNA, EIGHT, EIGHT.plusSeconds(3600)));
    }
}
