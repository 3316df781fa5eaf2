package dev.sluice.policy.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.schedule.Schedule.Validity;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class OverrideSetTest {
    private static final Bounds POLICY = new Bounds(1, 10);
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @Test
    void a_pause_holds_until_it_expires_and_says_who() {
        OverrideSet agenda = OverrideSet.EMPTY.with(override("p", new ServiceOverride.Pause(), "ana", 0, 60));

        EffectiveOverrides during = agenda.at(minute(30), POLICY);
        assertThat(during.apply(4, 9).replicas()).isEqualTo(4);
        assertThat(during.apply(4, 9).reason()).isEqualTo(Reason.OVERRIDE);
        assertThat(during.describe()).containsExactly("paused by ana, override p until 2026-06-01T13:00:00Z (release)");
        assertThat(agenda.at(minute(60), POLICY).apply(4, 9).replicas()).isEqualTo(9);
        assertThat(agenda.nextChange(minute(30))).contains(minute(60));
        assertThat(agenda.pruned(minute(60))).isEqualTo(OverrideSet.EMPTY);
    }

    @Test
    void a_forced_size_ignores_bounds_and_gives_way_to_a_pause() {
        OverrideSet agenda = OverrideSet.EMPTY.with(override("f", new ServiceOverride.Force(25), "ben", 0, 60));

        assertThat(agenda.at(NOON, POLICY).apply(4, 2).replicas()).isEqualTo(25);
        OverrideSet both = agenda.with(override("p", new ServiceOverride.Pause(), "ana", 0, 10));
        assertThat(both.at(NOON, POLICY).apply(4, 2).replicas()).isEqualTo(4);
        assertThat(both.at(minute(10), POLICY).apply(4, 2).replicas()).isEqualTo(25);
    }

    @Test
    void a_freeze_stops_one_direction() {
        OverrideSet agenda =
                OverrideSet.EMPTY.with(override("d", new ServiceOverride.Freeze(Direction.DOWN), "ana", 0, 60));
        EffectiveOverrides standing = agenda.at(NOON, POLICY);

        assertThat(standing.apply(5, 3).replicas()).isEqualTo(5);
        assertThat(standing.apply(5, 8).replicas()).isEqualTo(8);
        assertThat(standing.apply(5, 5).reason()).isEqualTo(Reason.NO_CHANGE);
    }

    @Test
    void office_hours_in_tokyo_raise_the_minimum() {
        Schedule office = schedule(
                "office",
                limit(4, 20),
                "0 9 * * mon-fri",
                new Schedule.Until(Cron.parse("0 18 * * *")),
                Validity.ALWAYS);
        OverrideSet agenda = OverrideSet.EMPTY.with(office);

        // Monday 08:59, 09:00, 17:59, 18:00 in Tokyo, nine hours ahead; and Saturday noon
        assertThat(agenda.at(Instant.parse("2026-05-31T23:59:00Z"), POLICY).bounds())
                .isEqualTo(POLICY);
        assertThat(agenda.at(Instant.parse("2026-06-01T00:00:00Z"), POLICY).bounds())
                .isEqualTo(new Bounds(4, 20));
        EffectiveOverrides evening = agenda.at(Instant.parse("2026-06-01T08:59:00Z"), POLICY);
        assertThat(evening.apply(5, 1).replicas()).isEqualTo(4);
        assertThat(evening.apply(5, 1).reason()).isEqualTo(Reason.SCHEDULE);
        assertThat(evening.describe())
                .containsExactly("bounds 4 to 20 by ops, schedule office until 2026-06-01T09:00:00Z");
        assertThat(agenda.at(Instant.parse("2026-06-01T09:00:00Z"), POLICY).bounds())
                .isEqualTo(POLICY);
        assertThat(agenda.at(Instant.parse("2026-06-06T03:00:00Z"), POLICY).bounds())
                .isEqualTo(POLICY);
        assertThat(agenda.nextChange(Instant.parse("2026-06-01T08:59:00Z")))
                .contains(Instant.parse("2026-06-01T09:00:00Z"));
    }

    @Test
    void a_schedule_counts_within_its_validity_only() {
        Validity june = new Validity(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-01T12:30:00Z"));
        Schedule sale = schedule("sale", limit(6, 6), "0 * * * *", new Schedule.Lasting(Duration.ofMinutes(45)), june);
        OverrideSet agenda = OverrideSet.EMPTY.with(sale);

        assertThat(agenda.at(minute(20), POLICY).bounds()).isEqualTo(new Bounds(6, 6));
        assertThat(sale.activeUntil(minute(20))).contains(minute(30));
        assertThat(agenda.at(minute(30), POLICY).bounds()).isEqualTo(POLICY);
        assertThat(agenda.at(NOON.minus(Duration.ofMinutes(10)), POLICY).bounds())
                .isEqualTo(POLICY);
    }

    @Test
    void bounds_by_hand_come_before_a_schedules_and_the_newer_before_the_older() {
        OverrideSet agenda = OverrideSet.EMPTY
                .with(override(
                        "hand", new ServiceOverride.Limit(OptionalInt.empty(), OptionalInt.of(3)), "ana", -10, 60))
                .with(schedule(
                        "always",
                        limit(5, 8),
                        "* * * * *",
                        new Schedule.Lasting(Duration.ofHours(1)),
                        Validity.ALWAYS));

        // a maximum below the minimum takes the minimum along
        assertThat(agenda.at(NOON, POLICY).bounds()).isEqualTo(new Bounds(3, 3));
        OverrideSet newer = agenda.with(override("hand2", limit(2, 7), "ben", -5, 60));
        assertThat(newer.at(NOON, POLICY).bounds()).isEqualTo(new Bounds(2, 7));
        assertThat(newer.at(NOON, POLICY)
                        .apply(5, 9)
                        .by()
                        .orElseThrow()
                        .author()
                        .owner())
                .isEqualTo("ben");
        assertThat(newer.without("hand2").without("hand").at(NOON, POLICY).bounds())
                .isEqualTo(new Bounds(5, 8));
    }

    @Test
    void without_any_the_policy_stands() {
        EffectiveOverrides standing = OverrideSet.EMPTY.at(NOON, POLICY);

        assertThat(standing.apply(5, 12).replicas()).isEqualTo(10);
        assertThat(standing.apply(5, 12).reason()).isEqualTo(Reason.ABOVE_MAXIMUM);
        assertThat(standing.apply(5, 0).reason()).isEqualTo(Reason.BELOW_MINIMUM);
        assertThat(standing.describe()).isEmpty();
        assertThat(OverrideSet.EMPTY.nextChange(NOON)).isEmpty();
    }

    @Test
    void nothing_is_set_without_an_owner_or_an_end() {
        assertThatThrownBy(() -> new Author(" ", "", NOON)).hasMessage("an owner must be named");
        assertThatThrownBy(() -> override("x", new ServiceOverride.Pause(), "ana", 5, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limit(5, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ServiceOverride override(
            String id, ServiceOverride.Action action, String owner, int from, int until) {
        return new ServiceOverride(id, action, new Author(owner, "release", minute(from)), minute(from), minute(until));
    }

    private static Schedule schedule(
            String id, ServiceOverride.Limit bounds, String cron, Schedule.End end, Validity validity) {
        return new Schedule(id, bounds, Cron.parse(cron), end, TOKYO, new Author("ops", "", NOON), validity);
    }

    private static ServiceOverride.Limit limit(int min, int max) {
        return new ServiceOverride.Limit(OptionalInt.of(min), OptionalInt.of(max));
    }

    private static Instant minute(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
