package dev.sluice.web.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.AckStatus;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.web.model.summary.LastCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands and answers are on two topics, which are read side by side: after a start, either may come first. */
final class AnswerOrderTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final byte[] RECORD = new byte[1];
    private static final List<String> POOLS = List.of("", "spot");
    private static final List<AckStatus> STATUSES = List.of(AckStatus.values());

    @Test
    void an_answer_that_is_read_before_its_command_counts() {
        ServiceView view = view();
        answered(view, "", 7, AckStatus.APPLIED);
        answered(view, "", 7, AckStatus.READY);
        commanded(view, "", 7);

        assertThat(view.lastCommands())
                .singleElement()
                .matches(command -> command.answer() == AckStatus.READY)
                .matches(command -> !command.isUnanswered(AT.plusSeconds(3_600).toEpochMilli()));
    }

    @Test
    void whatever_the_order_of_the_two_topics_the_same_became_of_the_newest_commands() {
        Random random = new Random(91);
        for (int round = 0; round < 500; round++) {
            List<Runnable> commands = new ArrayList<>();
            List<Runnable> answers = new ArrayList<>();
            ServiceView[] view = {view()};
            for (int generation = 1; generation <= 6; generation++) {
                long number = generation;
                String pool = POOLS.get(random.nextInt(2));
                commands.add(() -> commanded(view[0], pool, number));
                for (int i = random.nextInt(4); i > 0; i--) {
                    AckStatus status = STATUSES.get(random.nextInt(STATUSES.size()));
                    answers.add(() -> answered(view[0], pool, number, status));
                }
            }
            commands.forEach(Runnable::run);
            answers.forEach(Runnable::run);
            List<LastCommand> expected = view[0].lastCommands();
            view[0] = view();
            sideBySide(commands, answers, random);
            assertThat(view[0].lastCommands()).isEqualTo(expected);
        }
    }

    /** Each topic in its own order. */
    private static void sideBySide(List<Runnable> commands, List<Runnable> answers, Random random) {
        int c = 0;
        int a = 0;
        while (c < commands.size() || a < answers.size()) {
            boolean command = a == answers.size() || (c < commands.size() && random.nextBoolean());
            (command ? commands.get(c++) : answers.get(a++)).run();
        }
    }

    private static ServiceView view() {
        return new ReadModel(Duration.ofHours(1), Optional.empty())
                .serviceOrNew("checkout")
                .orElseThrow();
    }

    private static void commanded(ServiceView view, String pool, long generation) {
        ScalingCommand command = ScalingCommand.newBuilder()
                .setService("checkout")
                .setPool(pool)
                .setReplicas(4)
                .setPrevious(3)
                .setGeneration(generation)
                .setReason(Reason.FORECAST)
                .setDecisionId("d")
                .setAllocation(List.of())
                .setIssuedAt(AT)
                .setValidUntil(AT.plusSeconds(300))
                .build();
        view.commanded(command, RECORD, true);
    }

    private static void answered(ServiceView view, String pool, long generation, AckStatus status) {
        ScalingAck ack = ScalingAck.newBuilder()
                .setService("checkout")
                .setPool(pool)
                .setGeneration(generation)
                .setStatus(status)
                .setReplicas(4)
                .setIssuedAt(AT)
                .setAt(AT)
                .setExecutor("executor")
                .build();
        view.answered(ack, RECORD);
    }
}
