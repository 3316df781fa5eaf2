package dev.sluice.topology.service;

import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.state.StatePart;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.store.ServiceStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service in memory. It remembers its inputs since the last write. If an input fails, the service is loaded from the
 * stores again and the earlier inputs are replayed, so it is as it was before that input.
 *
 * <p>Example: the service was written, then took in inputs 1 to 7, and input 8 fails. The stored state is read, 1 to 7
 * are applied again, and 8 goes to the dead letters.
 */
public final class LiveService {
    private static final Logger LOG = LoggerFactory.getLogger(LiveService.class);

    /** After this many failed inputs without a decision, the open windows are to blame and are dropped. */
    private static final int MOST_FAILED = 5;

    private final ServiceKey key;
    private final ServiceStates states;
    private final Keeper keeper;
    private final InputLog log;
    private ServiceLoop loop;
    private boolean changed;
    /** The position in the log of what it has taken in since it was written. */
    private long written;

    private int failures;
    private long queuedFor = Long.MAX_VALUE;

    /** True if used since the cache last looked. Only {@link ServiceCache} uses this and the next two fields. */
    boolean used;

    /** Index among the services in memory. */
    int slot;

    /** The service that followed this one last time. */
    @Nullable
    LiveService next;

    /** The owner of the services in memory. */
    interface Keeper {
        /** A service that was as it is written has taken in an input. */
        void changed(LiveService service);

        /** An input is kept until all services are written. */
        void remembers(Input input);

        /** An input made its service impossible to write. */
        void failed(Input input, Throwable why);
    }

    /** Loads the service from the stores. */
    LiveService(ServiceKey key, ServiceStates states, InputLog log, Keeper keeper) {
        this.key = key;
        this.states = states;
        this.log = log;
        this.keeper = keeper;
        this.written = log.end();
        this.loop = states.load(key.service());
    }

    ServiceKey key() {
        return key;
    }

    public String service() {
        return loop.service();
    }

    public boolean hasPolicy() {
        return loop.hasPolicy();
    }

    /** Returns when the next tick is due, ms. */
    public long due() {
        return loop.due();
    }

    /** Returns true if no tick is queued at or before {@code at} (ms), and then records that one is. */
    public boolean isToBeQueued(long at) {
        boolean earlier = at < queuedFor;
        queuedFor = Math.min(at, queuedFor);
        return earlier;
    }

    /** Notes that the queued tick is running. */
    public void dequeued() {
        queuedFor = Long.MAX_VALUE;
    }

    /**
     * Applies an input, and passes the resulting step to {@code use} and returns it.
     *
     * @throws FailedInputException if either fails; the service is then as it was before
     */
    public Step take(Input input, BiConsumer<LiveService, Step> use) {
        Step step;
        try {
            step = input.applyTo(loop);
            use.accept(this, step);
            failures = step.isNothing() ? failures : 0;
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            restore();
            throw new FailedInputException(error);
        }
        remember(input);
        return step;
    }

    private void remember(Input input) {
        if (!changed) {
            changed = true;
            keeper.changed(this);
        }
        log.add(key, input);
        keeper.remembers(input);
    }

    /** Returns true if an error concerns Kafka and not the input: the task then stops and restarts. */
    private static boolean isOfKafka(Throwable error) {
        return error instanceof KafkaException && !RegistryUnavailableException.isBehind(error);
    }

    /** Restores the state before the last input or, if that fails, the state that was last written. */
    private void restore() {
        try {
            loop = states.load(key.service());
            taken().forEach(input -> input.applyTo(loop));
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            LOG.error("{} is taken back to what it was at the last commit", key.service(), error);
            written = log.end();
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

    /** Writes the service to the stores. */
    public void write() {
        try {
            states.store(key.service(), states.parts(loop));
        } catch (RuntimeException | StackOverflowError | LinkageError error) {
            if (isOfKafka(error)) {
                throw error;
            }
            writeWithoutFailed();
        }
        written = log.end();
        changed = false;
    }

    /** Returns what it has taken in since it was written. */
    private List<Input> taken() {
        return log.of(key, written);
    }

    /** Finds the inputs that make the service impossible to write, and writes it without them. */
    private void writeWithoutFailed() {
        List<Input> good = new ArrayList<>();
        ServiceLoop now = states.load(key.service());
        for (Input input : taken()) {
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
