package dev.sluice.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Questions about schema ids that never hold their caller up for long: at most for a patience once an outage, and not at
 * all while it lasts, for then one thread asks in the background until the registry answers. An id that the registry did
 * not know is not asked about again for a while, and no more than a few unknown ids a second are asked about at all.
 *
 * <p>Safe for use by several threads.
 */
final class SchemaLookups {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long ABSENT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long OUTAGE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long BETWEEN_PROBES_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_ABSENT = 10_000;
    /** Unknown ids that may be asked about at once, and by the second. */
    private static final double BURST = 50;

    private static final double PER_SECOND = 5;

    private final Map<Integer, Long> absent = new ConcurrentHashMap<>();
    private final Duration patience;
    private final LongSupplier nanos;
    private double allowance = BURST;
    private long allowedAt;
    private boolean failed;
    private long failedAt;
    private @Nullable FutureTask<Schema> probe;
    private long probedAt;

    SchemaLookups() {
        this(PATIENCE, System::nanoTime);
    }

    SchemaLookups(Duration patience, LongSupplier nanos) {
        this.patience = patience;
        this.nanos = nanos;
        this.allowedAt = nanos.getAsLong();
    }

    /**
     * The schema of an id.
     *
     * @throws UnknownSchemaException where the registry does not know it
     * @throws RegistryUnavailableException where that cannot be found out now
     */
    Schema ask(int id, IntFunction<Schema> registry) {
        if (id < 1 || isAbsent(id)) {
            throw new UnknownSchemaException(id);
        }
        FutureTask<Schema> question = new FutureTask<>(() -> answer(id, registry));
        boolean wait = begin(id, question);
        return wait ? await(question) : unavailable("the schema registry is away; it is asked in the background", null);
    }

    private boolean isAbsent(int id) {
        Long asked = absent.get(id);
        return asked != null && nanos.getAsLong() - asked < ABSENT_NANOS;
    }

    /** Starts a question, unless one of an outage is under way; answers whether to wait for it. */
    private synchronized boolean begin(int id, FutureTask<Schema> question) {
        long now = nanos.getAsLong();
        allowance = Math.min(BURST, allowance + PER_SECOND * (now - allowedAt) / 1e9);
        allowedAt = now;
        if (allowance < 1) {
            unavailable("schema id " + id + " is not asked about: too many ids were unknown recently", null);
        }
        boolean probing = probe != null && !probe.isDone();
        // a failure of long ago may have passed: the next question is waited for again
        boolean outage = probing || (failed && now - failedAt < OUTAGE_NANOS);
        if (outage && (probing || now - probedAt < BETWEEN_PROBES_NANOS)) {
            return false;
        }
        boolean wait = !outage;
        if (outage) {
            probe = question;
            probedAt = now;
        }
        Thread thread = new Thread(question, "schema-lookup");
        thread.setDaemon(true);
        thread.start();
        return wait;
    }

    /** Asks, in a thread of its own, and notes what the answer says of the registry. */
    private Schema answer(int id, IntFunction<Schema> registry) {
        try {
            Schema schema = registry.apply(id);
            absent.remove(id);
            ended(false, 0);
            return schema;
        } catch (UnknownSchemaException e) {
            if (absent.size() >= MOST_ABSENT) {
                absent.clear();
            }
            absent.put(id, nanos.getAsLong());
            ended(false, 1);
            throw e;
        } catch (RegistryRefusedException e) {
            ended(true, 0);
            throw new RegistryUnavailableException(String.valueOf(e.getMessage()), e);
        } catch (RegistryUnavailableException e) {
            ended(true, 0);
            throw e;
        }
    }

    private synchronized void ended(boolean unavailable, int cost) {
        failed = unavailable;
        failedAt = nanos.getAsLong();
        allowance -= cost;
    }

    private Schema await(FutureTask<Schema> question) {
        try {
            return question.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            gaveUp(question);
            return unavailable("the schema registry did not answer within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("interrupted while waiting for the schema registry", e);
        }
    }

    /** From now on nobody waits; the question that was given up goes on in the background. */
    private synchronized void gaveUp(FutureTask<Schema> question) {
        if (!question.isDone()) {
            failed = true;
            failedAt = nanos.getAsLong();
            probe = question;
            probedAt = nanos.getAsLong();
        }
    }

    private static Schema unavailable(String why, @Nullable Throwable cause) {
        throw new RegistryUnavailableException(why, cause);
    }
}
