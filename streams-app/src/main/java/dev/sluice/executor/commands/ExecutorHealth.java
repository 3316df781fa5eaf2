package dev.sluice.executor.commands;

import dev.sluice.executor.calls.CircuitBreaker;
import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether an executor can work, and whether it does. Written by the executor's thread, read by any. */
public final class ExecutorHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorHealth.class);

    /** A round waits for brokers and registry for some seconds; the first of a partition reads an hour of acknowledgements. */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(5);

    private static final double LONGEST_SILENCE_S = 30;
    private static final long BETWEEN_LOOKS = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanos;
    private final DoubleSupplier sinceHeartbeat;
    private final CircuitBreaker circuit;
    private volatile State state = State.STARTING;
    private volatile long lastRound;
    private volatile int partitions;
    private long lookedAt;
    private boolean toldOfSilence;

    private enum State {
        STARTING,
        WORKING,
        ENDED
    }

    /**
     * @param sinceHeartbeat seconds since the group's coordinator last answered; negative where it never did
     */
    ExecutorHealth(LongSupplier nanos, DoubleSupplier sinceHeartbeat, CircuitBreaker circuit) {
        this.nanos = nanos;
        this.sinceHeartbeat = sinceHeartbeat;
        this.circuit = circuit;
    }

    /** A round was made, with so many partitions. */
    void round(int assigned) {
        partitions = assigned;
        lastRound = nanos.getAsLong();
        state = State.WORKING;
        if (lastRound - lookedAt >= BETWEEN_LOOKS) {
            lookedAt = lastRound;
            tellOfSilence(sinceHeartbeat.getAsDouble());
        }
    }

    /** Tells in the log once that Kafka does not answer, and once that it does again. */
    private void tellOfSilence(double heartbeat) {
        boolean silent = heartbeat > LONGEST_SILENCE_S;
        if (silent && !toldOfSilence) {
            LOG.warn("Kafka does not answer: commands are carried out once it does. What runs keeps running");
        } else if (toldOfSilence && !silent) {
            LOG.warn("Kafka answers again: commands are carried out");
        }
        toldOfSilence = silent;
    }

    /** The executor ended. */
    void ended() {
        state = State.ENDED;
    }

    /** Why it cannot work any more; empty where it can. */
    public List<String> notLive() {
        if (state == State.ENDED) {
            return List.of("the executor has ended");
        }
        long silent = nanos.getAsLong() - lastRound;
        return state == State.WORKING && silent > LONGEST_ROUND.toNanos()
                ? List.of("the executor has not finished a round for " + DurationText.of(Duration.ofNanos(silent)))
                : List.of();
    }

    /** Why it does not carry out commands now; empty where it does. */
    public List<String> notReady() {
        if (state == State.STARTING) {
            return List.of("the executor is starting");
        }
        List<String> why = new ArrayList<>();
        double heartbeat = sinceHeartbeat.getAsDouble();
        if (heartbeat < 0 || heartbeat > LONGEST_SILENCE_S) {
            why.add("Kafka does not answer: the group's coordinator was "
                    + (heartbeat < 0 ? "never heard" : "last heard " + Math.round(heartbeat) + " s ago"));
        }
        if (circuit.isOpen()) {
            why.add("the platform does not answer: orders wait until it does");
        }
        return why;
    }

    /** Partitions of the commands' topic that it has; with more executors than partitions, some have none. */
    public int partitions() {
        return partitions;
    }
}
