package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.decision.Decision;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody set by hand holds for as long as it was set, against any demand and through any restart. */
final class OverriddenCourseTest {
    private static final Bounds BOUNDS = new Bounds(2, 40);
    private static final Author ANNA = new Author("anna", "launch", ServiceHarness.START);

    /** What is set now; empty: nothing is. */
    private Optional<ServiceOverride> set = Optional.empty();

    private final Set<Class<?>> seenKinds = new HashSet<>();
    private int seen;

    private static Action action(Random random) {
        int min = random.nextInt(60);
        return switch (random.nextInt(6)) {
            case 0 -> new Pause();
            case 1 -> new Force(random.nextInt(60));
            case 2 -> new Freeze(Direction.UP);
            case 3 -> new Freeze(Direction.DOWN);
            case 4 -> new Limit(OptionalInt.of(min), OptionalInt.empty());
            default -> new Limit(OptionalInt.of(min), OptionalInt.of(Math.max(1, min + random.nextInt(20))));
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {661, 662, 663, 664, 665, 666})
    void each_decision_keeps_to_what_is_set_and_says_so_and_to_the_policy_before_and_after(long seed) {
        Random random = new Random(seed);
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(Policies.requests(BOUNDS.min(), BOUNDS.max()))
                .demand(0, 100, 2, 50);
        seen = course.decisions().size();
        double rate = 50;
        for (int window = 10; window < 260; window++) {
            double from = 10.0 * window;
            if (random.nextInt(8) == 0) {
                change(course, random, from);
            }
            rate = random.nextInt(10) == 0 ? random.nextInt(600) : Math.max(1, rate * (.9 + random.nextDouble() / 5));
            if (random.nextInt(6) > 0) {
                course.report(from, from + 10, 10 * rate);
            }
            if (random.nextInt(12) == 0) {
                course.restarted();
            }
            look(course);
        }
        assertThat(seen).isGreaterThan(200);
        assertThat(seenKinds)
                .as("kinds that were in force")
                .contains(Pause.class, Force.class, Freeze.class, Limit.class);
    }

    /** Sets something in place of what was set, or withdraws it. */
    private void change(ServiceHarness course, Random random, double second) {
        // what is due before it is decided under what was set before
        course.until(second);
        look(course);
        if (random.nextInt(4) == 0) {
            set = Optional.empty();
            course.set(new OverrideEvent.Withdraw("o1", ANNA), second);
            return;
        }
        Instant from = ServiceHarness.at(second);
        ServiceOverride next =
                new ServiceOverride("o1", action(random), ANNA, from, from.plusSeconds(20 + random.nextInt(300)));
        set = Optional.of(next);
        course.set(new OverrideEvent.Set(next), second);
    }

    private void look(ServiceHarness course) {
        for (; seen < course.decisions().size(); seen++) {
            check(course.decisions().get(seen));
        }
    }

    private void check(Decision decision) {
        Optional<ServiceOverride> inForce = set.filter(
                one -> !decision.at().isBefore(one.from()) && decision.at().isBefore(one.until()));
        List<String> standing = decision.allotment().standing();
        if (inForce.isEmpty()) {
            assertThat(standing).as("%s", decision).isEmpty();
            assertThat(decision.target()).as("%s after %s", decision, set).isBetween(BOUNDS.min(), BOUNDS.max());
            return;
        }
        seenKinds.add(inForce.get().action().getClass());
        assertThat(standing).as("%s", decision).singleElement().asString().contains("anna", "override o1", "launch");
        holds(decision, inForce.get().action());
        decision.stages().stream()
                .filter(stage ->
                        stage.changed() && stage.reason() == Reason.OVERRIDE && stage.name() != Stage.Name.SIZING)
                .forEach(stage -> assertThat(stage.detail()).as("%s", decision).contains("anna"));
    }

    private static void holds(Decision decision, Action action) {
        int target = decision.target();
        if (action instanceof Pause) {
            assertThat(target).as("paused: %s", decision).isEqualTo(decision.current());
        } else if (action instanceof Force force) {
            assertThat(target).as("forced: %s", decision).isEqualTo(force.replicas());
        } else if (action instanceof Freeze freeze) {
            assertThat(freeze.direction() == Direction.UP ? target <= decision.current() : target >= decision.current())
                    .as("frozen %s: %s", freeze, decision)
                    .isTrue();
        } else if (action instanceof Limit limit) {
            // the bound that nobody set moves along
            int max = limit.max().orElse(Math.max(BOUNDS.max(), limit.min().orElse(0)));
            assertThat(target)
                    .as("within %s: %s", limit, decision)
                    .isBetween(limit.min().orElse(Math.min(BOUNDS.min(), max)), max);
        }
    }
}
