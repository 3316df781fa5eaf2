package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Outcome;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every decision and command, whatever is reported, acknowledged and declared in whatever order. */
final class AnyCourseTest {
    private static final int WINDOWS = 200;
    private static final List<Status> ANSWERS =
            List.of(Status.APPLIED, Status.READY, Status.READY, Status.FAILED, Status.EXPIRED);

    /**
     * One thing that happens.
     *
     * @param inForce the policy in force from then on
     * @param answer what became of the newest command, if that is what happens
     */
    private record Happening(Consumer<ServiceHarness> what, ScalingPolicy inForce, Optional<Status> answer) {
        Happening(Consumer<ServiceHarness> what, ScalingPolicy inForce) {
            this(what, inForce, Optional.empty());
        }
    }

    /**
     * A decision, and what it was made under.
     *
     * @param answers answers to the newest command before it
     */
    private record Seen(Decision decision, ScalingPolicy policy, List<Status> answers) {
        Seen {
            answers = List.copyOf(answers);
        }
    }

    private static ScalingPolicy policy(Random random) {
        int min = random.nextInt(4);
        int max = Math.max(1, min) + random.nextInt(40);
        List<ScalingPolicy.Demand> more = random.nextInt(3) == 0 ? List.of(Policies.demand(Signal.CPU, 1)) : List.of();
        ScalingPolicy.Demand demand = random.nextInt(4) == 0
                ? Policies.learned(Signal.REQUESTS)
                : Policies.demand(Signal.REQUESTS, 1 + random.nextInt(20));
        ScalingPolicy drawn = Policies.of(min, max, demand, more);
        return Policies.with(drawn, rules(random), rules(random))
                .withMode(random.nextInt(4) == 0 ? Mode.ADVISE : Mode.ACT);
    }

    private static ScalingRules rules(Random random) {
        List<RateLimit> limits = random.nextBoolean()
                ? List.of()
                : List.of(new RateLimit(
                        random.nextBoolean() ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT,
                        1 + random.nextInt(60),
                        Duration.ofSeconds(10 + random.nextInt(60))));
        return new ScalingRules(
                Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(90)),
                ScalingRules.Select.MAX,
                limits,
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(20) / 100.0));
    }

    /** Two hundred windows: demand that wanders, jumps and stops, answers of any kind, and another policy now and then. */
    private static List<Happening> drawn(long seed) {
        Random random = new Random(seed);
        List<Happening> happenings = new ArrayList<>();
        ScalingPolicy policy = policy(random);
        ScalingPolicy first = policy;
        happenings.add(new Happening(course -> course.under(first), policy));
        double rate = random.nextInt(200);
        for (int window = 0; window < WINDOWS; window++) {
            double from = 10.0 * window;
            rate = switch (random.nextInt(12)) {
                case 0 -> 4 * rate + 10;
                case 1 -> rate / 5;
                default -> Math.max(0, rate * (.9 + random.nextDouble() / 5));
            };
            double now = Math.min(5_000, rate);
            int instances = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
            for (int i = 0; i < instances; i++) {
                happenings.add(new Happening(course -> course.report(from, from + 10, 10 * now / instances), policy));
            }
            if (random.nextBoolean()) {
                happenings.add(new Happening(course -> course.usage(from, from + 10, now / 8), policy));
            }
            Status answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
            int missing = random.nextInt(3);
            if (random.nextInt(3) > 0) {
                happenings.add(new Happening(course -> answered(course, answer, missing), policy, Optional.of(answer)));
            }
            if (random.nextInt(40) == 0) {
                ScalingPolicy next = policy(random);
                policy = next;
                happenings.add(new Happening(course -> course.under(next), policy));
            }
        }
        return happenings;
    }

    private static void answered(ServiceHarness course, Status status, int missing) {
        if (!course.commands().isEmpty()) {
            Output.Command newest = course.newestCommand();
            course.acknowledged(new Acknowledgement(
                    newest.generation(),
                    status,
                    newest.replicas(),
                    status == Status.READY
                            ? OptionalInt.of(Math.max(0, newest.replicas() - missing))
                            : OptionalInt.empty(),
                    newest.issuedAt(),
                    ServiceHarness.at(course.now())));
        }
    }

    /** Plays a course; {@code each} sees every decision. */
    private static ServiceHarness played(long seed, Consumer<Seen> each) {
        ServiceHarness course = ServiceHarness.inWallTime();
        List<Status> answers = new ArrayList<>();
        int seen = 0;
        for (Happening happening : drawn(seed)) {
            happening.what().accept(course);
            happening.answer().filter(any -> !course.commands().isEmpty()).ifPresent(answers::add);
            List<Decision> decisions = course.decisions();
            for (; seen < decisions.size(); seen++) {
                Decision decision = decisions.get(seen);
                each.accept(new Seen(decision, happening.inForce(), answers));
                if (!decision.commanded().isEmpty()) {
                    answers.clear();
                }
            }
        }
        assertThat(seen).isGreaterThan(WINDOWS / 2);
        return course;
    }

    /** A fleet that nobody has told of and no command was given for is left as it runs, however small. */
    private static boolean isUnknown(Decision decision) {
        return decision.generation() == 0 && decision.plan().isEmpty() && decision.outcome() == Outcome.HOLD;
    }

    @ParameterizedTest
    @ValueSource(longs = {601, 602, 603, 604, 605, 606, 607, 608})
    void no_decision_is_above_the_maximum_or_below_the_minimum_of_its_policy(long seed) {
        played(seed, seen -> {
            if (!isUnknown(seen.decision())) {
                assertThat(seen.decision().target())
                        .as("%s", seen)
                        .isBetween(
                                seen.policy().replicas().min(),
                                seen.policy().replicas().max());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {611, 612, 613, 614, 615, 616})
    void the_stages_of_a_decision_lead_without_a_gap_from_what_ran_to_what_is_decided(long seed) {
        ServiceHarness course = played(seed, seen -> {
            Decision decision = seen.decision();
            List<Stage> stages = decision.stages();
            assertThat(stages.get(0).before()).isEqualTo(decision.current());
            for (int i = 1; i < stages.size(); i++) {
                assertThat(stages.get(i).before())
                        .as("stage %d of %s", i, decision)
                        .isEqualTo(stages.get(i - 1).after());
            }
            assertThat(stages.get(stages.size() - 1).after()).as("%s", decision).isEqualTo(decision.target());
            assertThat(decision.detail()).isNotBlank();
        });
        assertThat(course.decisions()).extracting(Decision::id).doesNotHaveDuplicates();
        assertThat(course.decisions()).extracting(Decision::at).isSorted();
        for (int i = 0; i < course.decisions().size(); i++) {
            assertThat(course.decisions().get(i).sequence()).isEqualTo(i + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {621, 622, 623, 624, 625, 626})
    void each_command_is_what_its_decision_says_and_none_comes_while_a_policy_advises(long seed) {
        ServiceHarness course = played(seed, seen -> {
            Decision decision = seen.decision();
            assertThat(decision.mode()).isEqualTo(seen.policy().mode());
            if (decision.mode() == Mode.ADVISE) {
                assertThat(decision.commanded()).as("%s", decision).isEmpty();
            } else if (decision.outcome() != Outcome.HOLD) {
                assertThat(decision.commanded()).as("%s", decision).hasSize(1);
            }
            decision.commanded().forEach(command -> {
                assertThat(command.replicas()).isEqualTo(decision.target());
                assertThat(command.previous()).isEqualTo(decision.current());
                assertThat(command.generation()).isEqualTo(decision.generation());
            });
        });
        List<Output.Command> commands = course.commands();
        assertThat(commands).isNotEmpty();
        for (int i = 1; i < commands.size(); i++) {
            assertThat(commands.get(i).generation())
                    .isGreaterThan(commands.get(i - 1).generation());
        }
        assertThat(commands)
                .allSatisfy(command -> assertThat(command.validUntil()).isAfter(command.issuedAt()));
    }

    /** A command that was taken is not given again; one that failed or expired is, and then with a pause. */
    @ParameterizedTest
    @ValueSource(longs = {641, 642, 643, 644, 645, 646})
    void a_size_that_was_carried_out_is_not_commanded_again(long seed) {
        played(seed, seen -> {
            boolean again = seen.decision().outcome() == Outcome.HOLD
                    && !seen.decision().commanded().isEmpty()
                    && seen.decision().generation() > 1;
            if (again) {
                boolean failed =
                        seen.answers().contains(Status.FAILED) || seen.answers().contains(Status.EXPIRED);
                assertThat(failed || seen.answers().isEmpty()).as("%s", seen).isTrue();
            }
        });
    }

    /** Nobody who reads a decision has to guess: a stage that changes a number names a number that it goes by. */
    @Test
    void a_stage_that_changes_the_size_says_the_numbers_that_it_goes_by() {
        Map<Reason, String> without = new EnumMap<>(Reason.class);
        Map<Reason, String> said = new EnumMap<>(Reason.class);
        for (long seed = 601; seed < 625; seed++) {
            played(
                    seed,
                    seen -> seen.decision().stages().stream()
                            .filter(Stage::changed)
                            .forEach(stage -> {
                                said.put(stage.reason(), stage.detail());
                                if (!stage.detail().matches("(?s).*\\d.*")) {
                                    without.put(stage.reason(), stage.detail());
                                }
                            }));
        }
        assertThat(without).isEmpty();
        assertThat(said)
                .as("reasons that came up")
                .containsKeys(
                        Reason.FORECAST,
                        Reason.REACTIVE,
                        Reason.COLD_START,
                        Reason.RUNNING_WINDOW_OVER_CAPACITY,
                        Reason.SMALLER_SIZE_WOULD_NOT_HOLD,
                        Reason.IMPLAUSIBLE_DEMAND,
                        Reason.WITHIN_TOLERANCE,
                        Reason.UP_STABILIZED,
                        Reason.DOWN_STABILIZED,
                        Reason.UP_RATE_LIMITED,
                        Reason.DOWN_RATE_LIMITED,
                        Reason.BELOW_MINIMUM,
                        Reason.ABOVE_MAXIMUM);
    }

    @ParameterizedTest
    @ValueSource(longs = {631, 632, 633})
    void a_restart_at_any_moment_changes_no_decision_and_no_command(long seed) {
        ServiceHarness plain = ServiceHarness.inWallTime();
        ServiceHarness restarted = ServiceHarness.inWallTime();
        Random random = new Random(seed);
        for (Happening happening : drawn(seed)) {
            happening.what().accept(plain);
            happening.what().accept(restarted);
            if (random.nextInt(4) == 0) {
                restarted.restarted();
            }
            assertThat(restarted.decisions()).hasSameSizeAs(plain.decisions());
        }
        assertThat(restarted.decisions()).isEqualTo(plain.decisions());
        assertThat(restarted.commands()).isEqualTo(plain.commands());
    }
}
