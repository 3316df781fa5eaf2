package dev.sluice.control.message.decision;

import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.DecisionResult;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.RoleSizes;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.Sizing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a decision says of itself to those who read it. */
final class DecisionTest {
    private static Decision decision(int current, int target, OptionalDouble waiting, OptionalDouble demand) {
        SizingPlan plan = new SizingPlan(
                new Sizing(target, 100, RuleFamily.FORECAST),
                OptionalDouble.empty(),
                true,
                10,
                Duration.ofMinutes(1),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new Decision(
                "checkout",
                7,
                at(10),
                Trigger.WINDOW,
                Reason.FORECAST,
                Mode.ACT,
                Optional.of(new Decision.Seen(at(0), at(10), Signal.REQUESTS, demand, waiting, Optional.empty())),
                Optional.of(plan),
                List.of(),
                current,
                OptionalInt.empty(),
                target,
                3,
                "saw 100",
                Allotment.PLAIN,
                List.of(),
                Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"3, 3, HOLD", "3, 4, UP", "3, 0, DOWN", "0, 0, HOLD", "0, 1, UP"})
    void its_outcome_is_the_way_from_what_was_ordered_to_what_is(int current, int target, Outcome outcome) {
        assertThat(decision(current, target, OptionalDouble.empty(), OptionalDouble.empty())
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 6000, 40, 100", // 60 a second more than arrive
        "10, 6000, 100, ", // exactly as many arrive as are served
        "10, 6000, 140, ",
        "10, 0, 40, 0",
        "0, 5, 0, ",
        "10, 1e9, 99.999, ", // in more than a month
        "10, , 40, ",
        "10, 6000, , ",
    })
    void what_waits_is_drained_by_what_is_served_beyond_what_arrives(
            int current, Double waiting, Double arrives, Long seconds) {
        Decision decision = decision(current, current, optional(waiting), optional(arrives));

        assertThat(decision.timeToDrain())
                .isEqualTo(seconds == null ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
    }

    private static OptionalDouble optional(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Both roles keep their ratio: a share of the need that some replicas serve is worth as many replicas again. */
    @Test
    void a_share_of_the_need_of_two_roles_is_worth_the_replicas_that_serve_it() {
        Random random = new Random(661);
        for (int i = 0; i < 2_000; i++) {
            RoleSizes wanted = new RoleSizes(1 + random.nextInt(20), 1 + random.nextInt(20));
            RoleSizes lasting =
                    new RoleSizes(1 + random.nextInt(wanted.prefill()), 1 + random.nextInt(wanted.decode()));
            RoleNeed need = new RoleNeed(wanted, lasting, random.nextInt(25));
            int prefill = random.nextInt(30);
            double share = need.prefillShare(prefill);

            assertThat(share).isBetween(0.0, 1.0);
            assertThat(share == 1).isEqualTo(prefill >= lasting.prefill());
            assertThat(need.prefillShare(prefill + 1)).isGreaterThanOrEqualTo(share);
            assertThat(need.prefillOf(share)).isBetween(0, wanted.prefill());
            assertThat(need.decodeOf(share))
                    .as("%s at %s", need, share)
                    .isBetween(Math.min(need.generating(), wanted.decode()), wanted.decode());
            assertThat(need.decodeOf(1)).isEqualTo(wanted.decode());
            assertThat(need.split(wanted.sum())).isSameAs(need);
            int sum = 2 + random.nextInt(30);
            assertThat(need.split(sum).wanted().sum()).isEqualTo(sum);
            assertThat(need.split(sum).lasting())
                    .as("what lasts does not change with money")
                    .isEqualTo(lasting);
        }
    }

    @Test
    void a_role_that_is_not_needed_never_holds_the_other_back() {
        RoleNeed none = new RoleNeed(RoleSizes.ZERO, RoleSizes.ZERO, 0);

        assertThat(none.prefillShare(0)).isEqualTo(1);
        assertThat(none.decodeShare(0)).isEqualTo(1);
        assertThat(none.decodeOf(1)).isZero();
    }

    /** The vectors of the draft that defines the hash: a number that differed would make one instance two. */
    @ParameterizedTest
    @CsvSource({"a, e40c292c", "b, e70c2de5", "foobar, bf9cf968", "'', 0"})
    void an_instance_has_the_number_that_the_draft_says(String name, String hash) {
        byte[] bytes = ("x" + name + "y").getBytes(StandardCharsets.UTF_8);

        assertThat(Integer.toHexString(Reporter.named(name))).isEqualTo(hash);
        assertThat(Reporter.of(bytes, 1, bytes.length - 1))
                .as("the same from the middle of a record")
                .isEqualTo(Reporter.named(name));
    }

    @Test
    void a_command_hastens_its_commit_and_one_that_demand_waits_for_more_so() {
        Decision calm = decision(3, 4, OptionalDouble.empty(), OptionalDouble.empty());
        Step.Builder none = new Step.Builder();
        none.send(result(calm, calm.trigger(), List.of()));
        Step.Builder command = new Step.Builder();
        command.send(result(calm, calm.trigger(), List.of(new Decision.Commanded("", 4, 3, 3))));

        assertThat(new Step.Builder().done()).isSameAs(Step.NOTHING);
        assertThat(none.done().haste()).isEqualTo(Step.Haste.NONE);
        assertThat(command.done().haste()).isEqualTo(Step.Haste.COMMAND);
        assertThat(command.done().outputs()).hasSize(2);
        List<Trigger> urgent = new ArrayList<>();
        for (Trigger trigger : Trigger.values()) {
            Step.Builder step = new Step.Builder();
            step.send(result(calm, trigger, List.of(new Decision.Commanded("", 4, 3, 3))));
            step.send(result(calm, calm.trigger(), List.of(new Decision.Commanded("", 5, 4, 4))));
            if (step.done().haste() == Step.Haste.URGENT) {
                urgent.add(trigger);
            }
        }
        assertThat(urgent)
                .as("a calm command after it takes nothing away")
                .isNotEmpty()
                .allMatch(Trigger::urgent);
    }

    private static DecisionResult result(Decision d, Trigger trigger, List<Decision.Commanded> commanded) {
        Decision with = new Decision(
                d.service(),
                d.sequence(),
                d.at(),
                trigger,
                d.reason(),
                d.mode(),
                d.seen(),
                d.plan(),
                d.stages(),
                d.current(),
                d.ready(),
                d.target(),
                d.generation(),
                d.detail(),
                d.allotment(),
                commanded,
                d.verdict());
        return new DecisionResult(with, List.of(), Optional.empty(), at(300), Optional.empty(), Optional.empty());
    }
}
