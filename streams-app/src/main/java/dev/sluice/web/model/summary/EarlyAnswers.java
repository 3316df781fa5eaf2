package dev.sluice.web.model.summary;

import dev.sluice.events.ScalingAck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers whose command has not been read yet. Commands and answers are on two topics, so after a start either may be read
 * first. Of each pool only those to the newest generation are kept.
 */
public final class EarlyAnswers {
    /** An answer may be repeated; the last ones tell what became of the command. */
    private static final int KEPT = 8;

    private final Map<String, List<ScalingAck>> byPool = new TreeMap<>();

    public void add(ScalingAck ack) {
        List<ScalingAck> known = byPool.computeIfAbsent(ack.getPool(), pool -> new ArrayList<>());
        long newest = known.isEmpty() ? Long.MIN_VALUE : known.get(0).getGeneration();
        if (ack.getGeneration() < newest) {
            return;
        }
        if (ack.getGeneration() > newest) {
            known.clear();
        }
        if (known.size() == KEPT) {
            known.remove(0);
        }
        known.add(ack);
    }

    /** The command with the answers to it that were read before; those are forgotten, and older ones too. */
    public LastCommand taken(LastCommand command) {
        List<ScalingAck> known = byPool.getOrDefault(command.pool(), List.of());
        if (known.isEmpty() || known.get(0).getGeneration() > command.generation()) {
            return command;
        }
        byPool.remove(command.pool());
        LastCommand answered = command;
        for (ScalingAck ack : known) {
            answered = answered.answered(ack.getGeneration(), ack.getStatus(), ack.getMessage());
        }
        return answered;
    }

    public void clear() {
        byPool.clear();
    }
}
