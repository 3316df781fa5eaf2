package dev.sluice.simulator.baseline.hpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.RateLimit.Unit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.ScalingRules.Select;
import dev.sluice.simulator.baseline.hpa.HpaBehavior.Limit;
import dev.sluice.simulator.baseline.hpa.HpaBehavior.Limited;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Figures of kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal_test.go. */
final class HpaBehaviorTest {
    private static final long NOW = 10_000_000;

    @Test
    void by_default_it_doubles_or_adds_four_in_15_seconds() {
        HpaBehavior behavior = new HpaBehavior(HpaBehavior.UP, HpaBehavior.DOWN, new Bounds(1, 1000));
        assertThat(behavior.limit(NOW, 10, 50)).isEqualTo(new Limited(20, Limit.ScaleUpLimit));
        assertThat(behavior.limit(NOW, 1, 50)).isEqualTo(new Limited(5, Limit.ScaleUpLimit));
    }

    @Test
    void a_percentage_is_rounded_up_upwards_and_cut_downwards() {
        assertThat(limited(3, 1000, up(limit(Unit.PERCENT, 1, 60)))).isEqualTo(4);
        assertThat(limited(5, 0, down(Select.MAX, limit(Unit.PERCENT, 10, 60)))).isEqualTo(4);
    }

    @Test
    void of_several_limits_the_widest_holds_or_the_narrowest_where_asked() {
        assertThat(limited(10, 500, up(limit(Unit.REPLICAS, 100, 60), limit(Unit.PERCENT, 100, 60))))
                .isEqualTo(110);
        assertThat(limited(100, 2, down(Select.MAX, limit(Unit.REPLICAS, 20, 60), limit(Unit.PERCENT, 1, 60))))
                .isEqualTo(80);
        assertThat(limited(5, 0, down(Select.MIN, limit(Unit.REPLICAS, 2, 60), limit(Unit.PERCENT, 50, 60))))
                .isEqualTo(3);
    }

    @Test
    void what_was_added_and_removed_within_the_period_counts() {
        HpaBehavior behavior = up(limit(Unit.PERCENT, 200, 120));
        behavior.added().append(NOW - 100_000, 1);
        behavior.added().append(NOW - 60_000, 5);
        behavior.added().append(NOW - 20_000, 9);
        assertThat(behavior.limit(NOW, 100, 500)).isEqualTo(new Limited(255, Limit.ScaleUpLimit));
    }

    @Test
    void a_change_exactly_a_period_ago_no_longer_counts() {
        HpaBehavior behavior = up(limit(Unit.REPLICAS, 5, 60));
        behavior.added().append(NOW - 60_000, 5);
        assertThat(behavior.limit(NOW, 10, 20).replicas()).isEqualTo(15);
    }

    @Test
    void bounds_come_last_and_say_so() {
        HpaBehavior behavior = new HpaBehavior(HpaBehavior.UP, HpaBehavior.DOWN, new Bounds(2, 8));
        assertThat(behavior.limit(NOW, 3, 1)).isEqualTo(new Limited(2, Limit.TooFewReplicas));
        assertThat(behavior.limit(NOW, 5, 1000)).isEqualTo(new Limited(8, Limit.TooManyReplicas));
        assertThat(behavior.limit(NOW, 5, 7)).isEqualTo(new Limited(7, Limit.DesiredWithinRange));
    }

    @Test
    void going_down_waits_for_the_highest_proposal_of_its_window() {
        HpaBehavior behavior = stabilized(0, 180);
        behavior.proposals().append(NOW - 600_000, 10);
        behavior.proposals().append(NOW - 60_000, 4);
        behavior.proposals().append(NOW - 120_000, 5);
        behavior.proposals().append(NOW - 540_000, 9);
        assertThat(behavior.stabilize(NOW, 100, 3)).isEqualTo(5);
        // the last slot that no window reaches is used again
        assertThat(behavior.proposals().values()).containsExactly(10, 4, 5, 3);
    }

    @Test
    void going_up_waits_for_the_lowest_proposal_of_its_window() {
        HpaBehavior behavior = stabilized(300, 0);
        behavior.proposals().append(NOW - 120_000, 4);
        behavior.proposals().append(NOW - 60_000, 5);
        assertThat(behavior.stabilize(NOW, 1, 7)).isEqualTo(4);
        assertThat(behavior.proposals().values()).containsExactly(4, 5, 7);
    }

    @Test
    void a_burst_grows_at_once_and_shrinks_after_five_minutes() {
        HpaBehavior behavior = new HpaBehavior(HpaBehavior.UP, HpaBehavior.DOWN, new Bounds(1, 100));
        assertThat(behavior.decide(0, 4, 20)).isEqualTo(8);
        assertThat(behavior.decide(15_000, 8, 20)).isEqualTo(16);
        assertThat(behavior.decide(30_000, 16, 20)).isEqualTo(20);
        assertThat(behavior.decide(45_000, 20, 5)).isEqualTo(20);
        assertThat(behavior.decide(329_000, 20, 5)).isEqualTo(20);
        assertThat(behavior.decide(330_000, 20, 5)).isEqualTo(5);
    }

    private static int limited(int current, int desired, HpaBehavior behavior) {
        return behavior.limit(NOW, current, desired).replicas();
    }

    private static RateLimit limit(Unit unit, int value, int seconds) {
        return new RateLimit(unit, value, Duration.ofSeconds(seconds));
    }

    private static HpaBehavior up(RateLimit... limits) {
        return new HpaBehavior(rules(0, Select.MAX, limits), HpaBehavior.DOWN, new Bounds(1, 2000));
    }

    private static HpaBehavior down(Select select, RateLimit... limits) {
        return new HpaBehavior(HpaBehavior.UP, rules(0, select, limits), new Bounds(0, 2000));
    }

    private static HpaBehavior stabilized(int up, int down) {
        return new HpaBehavior(rules(up, Select.MAX), rules(down, Select.MAX), new Bounds(0, 2000));
    }

    private static ScalingRules rules(int seconds, Select select, RateLimit... limits) {
        return new ScalingRules(Duration.ofSeconds(seconds), select, List.of(limits), OptionalDouble.empty());
    }
}
