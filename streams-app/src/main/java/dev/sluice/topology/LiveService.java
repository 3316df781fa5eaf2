package dev.sluice.topology;

import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.state.StatePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service in memory. What it took in since it was written is remembered: where an input fails, it is read from the stores
 * again and takes in what it took in before. It is then as it was before that input.
 */
final class LiveService {
    private static final Logger LOG = LoggerFactory.getLogger(LiveService.class);

    /** So many inputs of a service that fail before anything is decided, and its open windows are to blame. */
    private static final int MOST_FAILED = 5;

    private final ServiceKey key;
    private final ServiceStates states;
    private final Keeper keeper;
    private final List<Input> taken = new ArrayList<>();
    private ServiceLoop loop;
    private int failures;
    private long queuedFor = Long.MAX_VALUE;

    /** Used since the cache last looked. Of {@link ServiceCache} alone, like the next two. */
    boolean used;

    /** Where it stands among those in memory. */
    int slot;

    /** The service that came after this one the last time. */
    @Nullable
    LiveService next;

    /** Who keeps services in memory. */
    interface Keeper {
        /** A service has taken something in, and is to be written. */
        void took(LiveService service, Input input);

        /** An input is the reason why its service could not be written. */
        void failed(Input input, Throwable why);
    }

    /** The service as it was written. */
    LiveService(ServiceKey key, ServiceStates states, Keeper keeper) {
        this.key = key;
        this.states = states;
        this.keeper = keeper;
        this.loop = states.load(key.service());
    }

    ServiceKey key() {
        return key;
    }

    String service() {
        return loop.service();
    }

    boolean hasPolicy() {
        return loop.hasPolicy();
    }

    /** When the clock has something to do for it, ms. */
    long due() {
        return loop.due();
    }

    /** Whether the clock is not already going to look at it by {@code at}, ms; notes that it now is. */
    boolean isToBeQueued(long at) {
        boolean earlier = at < queuedFor;
        queuedFor = Math.min(at, queuedFor);
        return earlier;
    }

    /** Notes that the clock looks at it. */
    void dequeued() {
        queuedFor = Long.MAX_VALUE;
    }

    /**
     * Takes something in and lets {@code use} have what comes of it.
     *
     * @throws FailedInputException where either fails; the service is then as it was before
     */
    void take(Input input, Consumer<Step> use) {
        try {
            Step step = input.applyTo(loop);
            use.accept(step);
            failures = step.isNothing() ? failures : 0;
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            restore();
            throw new FailedInputException(error);
        }
        remember(input);
    }

    private void remember(Input input) {
        taken.add(input);
        keeper.took(this, input);
    }

    /** Whether an error is about Kafka and not about the input: the task stops and begins again. */
    private static boolean isOfKafka(Throwable error) {
        return error instanceof KafkaException && !RegistryUnavailableException.isBehind(error);
    }

    /** Makes it what it was before the last input, or at worst what it was when it was written. */
    private void restore() {
        try {
            loop = states.load(key.service());
            taken.forEach(input -> input.applyTo(loop));
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            LOG.error("{} is taken back to what it was at the last commit", key.service(), error);
            taken.clear();
            loop = states.load(key.service());
        }
        failures++;
        if (failures >= MOST_FAILED) {
            LOG.error("{} failed {} times, its open windows are forgotten", key.service(), failures);
            failures = 0;
            Input forget = Input.ofClock(ServiceLoop::forgetOpenWindows);
            forget.applyTo(loop);
            remember(forget);
        }
    }

    /** Writes it. */
    void write() {
        try {
            states.store(key.service(), states.parts(loop));
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            writeWithoutFailed();
        }
        taken.clear();
    }

    /** One of the inputs since it was written cannot be: finds it, and writes the service without it. */
    private void writeWithoutFailed() {
        List<Input> good = new ArrayList<>();
        ServiceLoop now = states.load(key.service());
        for (Input input : taken) {
            try {
                input.applyTo(now);
                Map<StatePart, byte[]> unused = states.parts(now);
                good.add(input);
            } catch (RuntimeException | StackOverflowError | LinkageError error) {
                keeper.failed(input, error);
                now = after(good);
            }
        }
        loop = after(good);
        states.store(key.service(), states.parts(loop));
    }

    private ServiceLoop after(List<Input> inputs) {
        ServiceLoop read = states.load(key.service());
        inputs.forEach(input -> input.applyTo(read));
        return read;
    }
}
