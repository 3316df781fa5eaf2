package dev.sluice.executor;

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

    ExecutorCounts() {}

    void answered(AckStatus status) {
        answers.computeIfAbsent(status, s -> new LongAdder()).increment();
    }

    void deadLetter() {
        deadLetters.increment();
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
