package dev.sluice.executor.commands;

import dev.sluice.events.AckStatus;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many commands came to which end since the executor's start. Safe to read while it runs. */
public final class ExecutorCounts {
    private final Map<AckStatus, LongAdder> answers = Arrays.stream(AckStatus.values())
            .collect(Collectors.toMap(Function.identity(), s -> new LongAdder(), (a, b) -> a, ConcurrentHashMap::new));
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder passedOver = new LongAdder();

    ExecutorCounts() {}

    void answered(AckStatus status) {
        answers.computeIfAbsent(status, s -> new LongAdder()).increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }

    void passedOver() {
        passedOver.increment();
    }

    /** Commands of services or pools that others carry out. */
    public long passedOverCommands() {
        return passedOver.sum();
    }

    /** Acknowledgements of a status. */
    public long of(AckStatus status) {
        LongAdder count = answers.get(status);
        return count == null ? 0 : count.sum();
    }

    /** Records that were no command. */
    public long deadLetters() {
        return deadLetters.sum();
    }
}
