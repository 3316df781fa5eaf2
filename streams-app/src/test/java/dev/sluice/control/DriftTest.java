package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Platform;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.policy.Drift;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What becomes of a replica count that somebody else sets on the platform, told as the course of a service. */
final class DriftTest {
    private static ScalingPolicy policy(Drift drift) {
        return Policies.with(
                Policies.requests(1, 100),
                new Tuning(
                        0,
                        OptionalDouble.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        new Lifecycle(OptionalDouble.empty(), Optional.empty(), drift)));
    }

    /** A service that is answered, and had 5 replicas before somebody set another count. */
    private static ServiceHarness steady(Drift drift) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy(drift)).demand(0, 300, 5, 50);
        return answered(course).demand(300, 400, 5, 50);
    }

    private static ServiceHarness answered(ServiceHarness course) {
        int replicas = course.newestCommand().replicas();
        return course.newestIs(Status.APPLIED, replicas);
    }

    private static ServiceHarness drifted(ServiceHarness course, int running) {
        return drifted(course, course.newestCommand(), running);
    }

    private static ServiceHarness drifted(ServiceHarness course, Output.Command newest, int running) {
        return course.acknowledged(new Acknowledgement(
                "",
                newest.generation(),
                Status.DRIFTED,
                newest.replicas(),
                OptionalInt.of(Math.min(running, newest.replicas())),
                newest.issuedAt(),
                ServiceHarness.at(course.now()),
                OptionalLong.empty(),
                "a",
                new Platform(OptionalInt.of(running), OptionalInt.empty())));
    }

    @Test
    void the_command_is_given_again_with_the_next_decision_which_says_why() {
        ServiceHarness course = steady(Drift.CORRECT);
        int wanted = course.newestCommand().replicas();
        long before = course.newestCommand().generation();
        drifted(course, 1).fromHere().demand(400, 430, 5, 50);

        assertThat(course.commands()).extracting(Output.Command::replicas).containsExactly(wanted);
        assertThat(course.newestCommand().generation()).isGreaterThan(before);
        assertThat(course.decisions().stream().flatMap(d -> d.stages().stream()))
                .filteredOn(stage -> stage.reason() == Reason.DRIFT)
                .extracting(Stage::detail)
                .containsOnly("somebody else told the platform to run 1 replicas instead of " + wanted);
    }

    @Test
    void who_changes_it_again_and_again_is_answered_with_growing_pauses() {
        ServiceHarness course = steady(Drift.CORRECT);
        List<Double> corrected = new ArrayList<>();
        drifted(course, 50).fromHere();
        int seen = 0;
        for (double t = 400; t < 7600; t += 10) {
            course.demand(t, t + 10, 5, 50);
            if (course.commands().size() > seen) {
                seen = course.commands().size();
                corrected.add(t);
                drifted(answered(course), 50);
            }
        }
        assertThat(corrected).hasSizeBetween(6, 12);
        assertThat(corrected.get(corrected.size() - 1) - corrected.get(corrected.size() - 2))
                .isGreaterThanOrEqualTo(900);
    }

    @Test
    void a_respected_count_is_held_for_an_hour_whatever_the_demand() {
        ServiceHarness course = steady(Drift.RESPECT);
        Output.Command newest = course.newestCommand();
        drifted(course.fromHere(), newest, 20);
        assertThat(course.commands()).extracting(Output.Command::replicas).containsExactly(20);
        assertThat(course.last().allotment().standing())
                .singleElement()
                .asString()
                .startsWith("forced to 20 by platform, override drift until ")
                .contains("somebody else changed the replica count there");

        answered(course).demand(400, 3900, 5, 50);
        assertThat(course.last().target()).isEqualTo(20);
        course.demand(3900, 4300, 5, 50);
        assertThat(course.last().target()).isLessThan(10);
    }

    @Test
    void it_is_remembered_over_a_restart() throws Exception {
        ServiceHarness course = steady(Drift.CORRECT);
        int wanted = course.newestCommand().replicas();
        drifted(course, 1).restarted().fromHere().demand(400, 430, 5, 50);
        assertThat(course.commands()).extracting(Output.Command::replicas).containsExactly(wanted);
    }

    @Test
    void an_older_command_that_drifted_is_no_news() {
        ServiceHarness course = steady(Drift.CORRECT);
        Output.Command newest = course.newestCommand();
        course.fromHere();
        course.acknowledged(new Acknowledgement(
                        "",
                        newest.generation() - 1,
                        Status.DRIFTED,
                        3,
                        OptionalInt.empty(),
                        newest.issuedAt(),
                        ServiceHarness.at(400),
                        OptionalLong.empty(),
                        "a",
                        new Platform(OptionalInt.of(1), OptionalInt.empty())))
                .demand(400, 430, 5, 50);
        assertThat(course.commands()).isEmpty();
    }
}
