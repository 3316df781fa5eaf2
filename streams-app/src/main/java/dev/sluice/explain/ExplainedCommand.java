package dev.sluice.explain;

import dev.sluice.events.CommandedPool;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import java.util.List;

/** A command that a decision led to, and what became of it. */
public record ExplainedCommand(CommandedPool command, List<ScalingAck> answers) {
    public ExplainedCommand {
        answers = List.copyOf(answers);
    }

    /** The commands of a decision, without answers; an older decision does not name its one. */
    public static List<ExplainedCommand> of(ScalingDecision decision) {
        boolean changes = decision.getOutcome() == Outcome.UP || decision.getOutcome() == Outcome.DOWN;
        boolean unnamed = decision.getCommanded().isEmpty() && decision.getMode() == Mode.ACT && changes;
        List<CommandedPool> commands = unnamed
                ? List.of(new CommandedPool(decision.getPool(), decision.getTarget(), decision.getGeneration()))
                : decision.getCommanded();
        return commands.stream()
                .map(command -> new ExplainedCommand(command, List.of()))
                .toList();
    }

    /** With its own answers among these. */
    ExplainedCommand answered(List<ScalingAck> all) {
        return new ExplainedCommand(command, all.stream().filter(this::isAnswer).toList());
    }

    private boolean isAnswer(ScalingAck ack) {
        return ack.getGeneration() == command.getGeneration() && ack.getPool().equals(command.getPool());
    }

    void into(NamedLines lines) {
        String pool = command.getPool().isEmpty() ? "" : command.getPool() + ": ";
        lines.add("command", pool + "run " + command.getReplicas() + ", generation " + command.getGeneration());
        if (answers.isEmpty()) {
            lines.add("answer", pool + "none yet");
        }
        answers.forEach(ack -> lines.add("answer", pool + describe(ack)));
    }

    private static String describe(ScalingAck ack) {
        String ready = ack.getReady() == null ? "" : ", " + ack.getReady() + " of " + ack.getReplicas() + " ready";
        String message = ack.getMessage().isEmpty() ? "" : ": " + ack.getMessage();
        return ack.getStatus() + " at " + ack.getAt() + " by " + ack.getExecutor() + ready + message;
    }
}
