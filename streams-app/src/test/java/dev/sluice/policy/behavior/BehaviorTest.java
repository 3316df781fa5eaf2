package dev.sluice.policy.behavior;

import static dev.sluice.policy.ScalingRules.FREE;
import static dev.sluice.policy.ScalingRules.Select.DISABLED;
import static dev.sluice.policy.ScalingRules.Select.MAX;
import static dev.sluice.policy.ScalingRules.Select.MIN;
import static dev.sluice.policy.behavior.Limiting.by;
import static dev.sluice.policy.behavior.Limiting.limited;
import static dev.sluice.policy.behavior.Limiting.percent;
import static dev.sluice.policy.behavior.Limiting.replicas;
import static dev.sluice.policy.behavior.Limiting.stabilized;
import static dev.sluice.policy.behavior.Limiting.tolerant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The figures are those of kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal_test.go, where it has them. */
final class BehaviorTest {
    private static final int NOW = 10_000;

    @Test
    void a_wish_without_rules_is_granted() {
        Limiting free = by(FREE, FREE);
        assertThat(free.wish(0, 10, 500)).isEqualTo(500);
        assertThat(free.wish(0, 500, 3)).isEqualTo(3);
        assertThat(free.reasons()).isEmpty();
    }

    @Test
    void a_small_change_is_left_in_each_direction_by_its_own_tolerance() {
        Limiting service = by(tolerant(.1), tolerant(.3));
        assertThat(service.wish(0, 20, 22)).isEqualTo(20);
        assertThat(service.reasons()).containsExactly(Reason.WITHIN_TOLERANCE);
        assertThat(service.wish(0, 20, 23)).isEqualTo(23);
        assertThat(service.wish(0, 20, 14)).isEqualTo(20);
        assertThat(service.wish(0, 20, 13)).isEqualTo(13);
    }

    @Test
    void from_zero_and_to_zero_no_change_is_small() {
        Limiting service = by(tolerant(.99), tolerant(.99));
        assertThat(service.wish(0, 0, 1)).isEqualTo(1);
        assertThat(service.wish(0, 50, 0)).isZero();
    }

    @Test
    void going_down_waits_for_the_highest_wish_of_its_window() {
        Limiting service = by(FREE, stabilized(180));
        service.wish(NOW - 120, 100, 4);
        service.wish(NOW - 60, 100, 5);
        assertThat(service.wish(NOW, 100, 3)).isEqualTo(5);
        assertThat(service.reasons()).containsExactly(Reason.DOWN_STABILIZED);
        assertThat(service.wish(NOW + 119, 5, 3)).isEqualTo(5);
        assertThat(service.wish(NOW + 120, 5, 3)).isEqualTo(3);
    }

    @Test
    void going_up_waits_for_the_lowest_wish_of_its_window() {
        Limiting service = by(stabilized(300), FREE);
        service.wish(NOW - 120, 1, 4);
        service.wish(NOW - 60, 1, 5);
        assertThat(service.wish(NOW, 1, 7)).isEqualTo(4);
        assertThat(service.reasons()).containsExactly(Reason.UP_STABILIZED);
        assertThat(service.wish(NOW + 180, 4, 7)).isEqualTo(5);
        assertThat(service.wish(NOW + 240, 5, 7)).isEqualTo(7);
    }

    @Test
    void between_the_lowest_and_the_highest_wish_the_size_stays() {
        Limiting service = by(stabilized(300), stabilized(300));
        service.wish(NOW - 180, 2, 3);
        assertThat(service.wish(NOW, 2, 1)).isEqualTo(2);
        Limiting other = by(stabilized(300), stabilized(300));
        other.wish(NOW - 180, 2, 1);
        assertThat(other.wish(NOW, 2, 3)).isEqualTo(2);
    }

    @Test
    void wishes_that_a_direction_does_not_look_back_at_do_not_hold_it() {
        Limiting up = by(stabilized(300), FREE);
        up.wish(NOW - 120, 100, 1);
        up.wish(NOW - 60, 100, 2);
        assertThat(up.wish(NOW, 100, 3)).isEqualTo(3);
        Limiting down = by(FREE, stabilized(300));
        down.wish(NOW - 120, 1, 4);
        down.wish(NOW - 60, 1, 5);
        assertThat(down.wish(NOW, 1, 3)).isEqualTo(3);
    }

    @Test
    void a_percentage_is_rounded_up_upwards_and_cut_downwards() {
        assertThat(by(limited(MAX, percent(1, 60)), FREE).wish(NOW, 3, 1000)).isEqualTo(4);
        assertThat(by(FREE, limited(MAX, percent(10, 60))).wish(NOW, 5, 0)).isEqualTo(4);
        assertThat(by(limited(MAX, percent(10, 60)), FREE).wish(NOW, 10, 1000)).isEqualTo(11);
    }

    @Test
    void of_several_limits_the_widest_holds_or_the_narrowest_where_asked() {
        ScalingRules wide = limited(MAX, replicas(100, 60), percent(100, 60));
        assertThat(by(wide, FREE).wish(NOW, 10, 500)).isEqualTo(110);
        ScalingRules down = limited(MAX, replicas(20, 60), percent(1, 60));
        assertThat(by(FREE, down).wish(NOW, 100, 2)).isEqualTo(80);
        ScalingRules narrow = limited(MIN, replicas(2, 60), percent(50, 60));
        assertThat(by(narrow, FREE).wish(NOW, 1, 2000)).isEqualTo(2);
        assertThat(by(FREE, narrow).wish(NOW, 5, 0)).isEqualTo(3);
    }

    @Test
    void a_disabled_direction_is_closed_but_for_the_bounds() {
        Limiting service = by(limited(DISABLED), limited(DISABLED), new Bounds(3, 8));
        assertThat(service.wish(NOW, 5, 7)).isEqualTo(5);
        assertThat(service.reasons()).containsExactly(Reason.UP_RATE_LIMITED);
        assertThat(service.wish(NOW, 5, 4)).isEqualTo(5);
        assertThat(service.reasons()).containsExactly(Reason.DOWN_RATE_LIMITED);
        assertThat(service.wish(NOW, 1, 7)).isEqualTo(3);
        assertThat(service.wish(NOW, 20, 7)).isEqualTo(8);
    }

    @Test
    void what_was_added_within_the_period_counts_against_the_limit() {
        ScalingRules up = limited(MAX, percent(200, 120));
        Limiting service =
                by(up, FREE).changed(NOW - 100, 1).changed(NOW - 60, 5).changed(NOW - 20, 9);
        // 85 replicas at the start of the period
        assertThat(service.wish(NOW, 100, 500)).isEqualTo(255);
        ScalingRules few = limited(MAX, replicas(5, 120));
        Limiting spent =
                by(few, FREE).changed(NOW - 100, 1).changed(NOW - 60, 5).changed(NOW - 20, 9);
        assertThat(spent.wish(NOW, 100, 500)).isEqualTo(100);
    }

    @Test
    void what_was_removed_within_the_period_counts_too() {
        ScalingRules down = limited(MAX, percent(50, 120));
        Limiting service =
                by(FREE, down).changed(NOW - 100, -2).changed(NOW - 60, -4).changed(NOW - 20, -6);
        assertThat(service.wish(NOW, 100, 0)).isEqualTo(56);
        ScalingRules up = limited(MAX, percent(300, 300));
        Limiting mixed = by(up, FREE).changed(NOW - 60, 4).changed(NOW - 60, -2);
        assertThat(mixed.wish(NOW, 6, 24)).isEqualTo(16);
    }

    @Test
    void a_change_exactly_a_period_ago_no_longer_counts() {
        ScalingRules up = limited(MAX, replicas(5, 60));
        assertThat(by(up, FREE).changed(NOW - 60, 5).wish(NOW, 10, 20)).isEqualTo(15);
        assertThat(by(up, FREE).changed(NOW - 59, 5).wish(NOW, 10, 20)).isEqualTo(10);
    }

    @Test
    void a_burst_grows_step_by_step_as_commands_age() {
        Limiting service = by(limited(MAX, replicas(4, 60), percent(100, 60)), stabilized(300));
        assertThat(service.command(0, 4, 50)).isEqualTo(8);
        assertThat(service.command(30, 8, 50)).isEqualTo(8);
        assertThat(service.command(60, 8, 50)).isEqualTo(16);
        assertThat(service.command(120, 16, 50)).isEqualTo(32);
        assertThat(service.command(180, 32, 50)).isEqualTo(50);
        assertThat(service.command(200, 50, 5)).isEqualTo(50);
        assertThat(service.command(480, 50, 5)).isEqualTo(5);
    }

    @Test
    void bounds_come_last_and_say_so() {
        Limiting service = by(FREE, FREE, new Bounds(2, 8));
        assertThat(service.wish(0, 3, 1)).isEqualTo(2);
        assertThat(service.reasons()).containsExactly(Reason.BELOW_MINIMUM);
        assertThat(service.wish(0, 5, 1000)).isEqualTo(8);
        assertThat(service.reasons()).containsExactly(Reason.ABOVE_MAXIMUM);
        assertThat(service.wish(0, 20, 20)).isEqualTo(8);
    }

    @Test
    void a_percentage_of_nothing_still_lets_a_service_wake() {
        Limiting service = by(limited(MAX, percent(100, 60)), FREE);
        assertThat(service.wish(0, 0, 3)).isEqualTo(1);
    }

    @Test
    void a_limit_as_large_as_numbers_go_is_no_limit() {
        Limiting service = by(limited(MAX, replicas(Integer.MAX_VALUE, 60)), limited(MAX, percent(1_000_000, 60)));
        assertThat(service.wish(0, 10, 500)).isEqualTo(500);
        assertThat(service.wish(0, 500, 10)).isEqualTo(10);
    }

    @Test
    void changes_are_remembered_for_the_longest_period_of_either_direction() {
        Limiting service = by(limited(MAX, replicas(4, 60)), limited(MAX, replicas(3, 600)));
        service.command(0, 10, 7);
        service.command(300, 7, 8);
        assertThat(service.wish(599, 8, 1)).isEqualTo(7);
        assertThat(service.wish(600, 8, 1)).isEqualTo(4);
        assertThat(service.wish(900, 8, 1)).isEqualTo(5);
    }

    @Test
    void another_window_looks_back_at_the_same_wishes() {
        Limiting service = by(FREE, stabilized(300));
        service.wish(0, 10, 10);
        service.wish(60, 10, 6);
        assertThat(service.then(FREE, stabilized(100)).wish(120, 10, 3)).isEqualTo(6);
    }

    @Test
    void written_and_read_it_goes_on_as_it_was() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        ScalingRules up = new ScalingRules(
                Duration.ofMinutes(1), MAX, List.of(replicas(4, 60), percent(50, 120)), OptionalDouble.of(.1));
        ScalingRules down = new ScalingRules(
                Duration.ofMinutes(5), MIN, List.of(replicas(3, 90), percent(20, 45)), OptionalDouble.empty());
        ScalingPolicy policy = Limiting.policy(up, down, new Bounds(0, 200));
        Behavior live = new Behavior();
        Behavior restored = new Behavior();
        int current = 10;
        int changes = 0;
        for (long now = 0; now < 20_000_000; now += 5000 + random.nextInt(20_000)) {
            int wanted = (int) (60 + 50 * Math.sin(now / 2e6) + random.nextInt(20));
            DecisionTrace proposed = DecisionTrace.of(current, wanted, Reason.FORECAST, "");
            EffectiveBounds bounds = EffectiveBounds.ofPolicy(policy.replicas());
            DecisionTrace limited = live.limit(proposed, policy, bounds, now);
            assertThat(restored.limit(proposed, policy, bounds, now)).isEqualTo(limited);
            int target = limited.replicas();
            live.changed(current, target, policy, now);
            changes += target == current ? 0 : 1;
            current = target;
            restored = copy(live);
        }
        assertThat(changes).isGreaterThan(100);
    }

    private static Behavior copy(Behavior live) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        live.write(new DataOutputStream(bytes));
        Behavior read = new Behavior();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return read;
    }
}
