package dev.sluice.schemas;

import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Sluice what one instance of a service is asked to do: counts on the request path without locks or waiting, and
 * sends one {@link RequestRateEvent} an interval from a thread of its own, zeros included, for silence means nothing. The interval may be
 * five minutes at most. Time between reports is measured, not read from the clock: a clock that is set back or forward neither
 * silences the reporter nor changes its rates.
 *
 * <pre>{@code
 * try (DemandReporter.Call call = reporter.begin()) {
 *     serve(request);
 * }
 * }</pre>
 */
public final class DemandReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemandReporter.class);
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Two clocks that are read one after the other may differ by as much. */
    private static final long CLOCK_READ_MS = 20;

    private final Reporting reporting;
    private final ReportSender<RequestRateEvent> sender;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final DoubleAdder units = new DoubleAdder();
    private final LatencyBuckets latencies = new LatencyBuckets();
    private final InFlight inFlight;
    private final ScheduledExecutorService timer = ReportTimer.create("sluice-demand-reporter");
    private volatile boolean countsUnits;
    private volatile Optional<LongSupplier> queueDepth = Optional.empty();
    private volatile Optional<TokenReporter> tokens = Optional.empty();
    private Instant from;
    private long fromNanos;
    private volatile boolean warned;

    /**
     * Who reports and how often.
     *
     * @param instance unique within the service
     * @param pool empty where the service has one
     */
    public record Reporting(String service, String instance, String pool, Duration interval, Topics topics) {
        public Reporting {
            if (service.isEmpty() || instance.isEmpty()) {
                throw new IllegalArgumentException("a report names its service and instance");
            }
            if (interval.toMillis() <= 0) {
                throw new IllegalArgumentException("interval " + interval + " is not positive");
            }
        }

        /** Every five seconds, for a service with one pool, to topics without a prefix. */
        public static Reporting of(String service, String instance) {
            return new Reporting(service, instance, "", Duration.ofSeconds(5), Topics.plain());
        }
    }

    /** One request while it is served; counted as failed where {@link #failed} was called before it is closed. */
    public final class Call implements AutoCloseable {
        private final long began = nanos.getAsLong();
        private boolean failed;
        private boolean ended;

        private Call() {
            requests.increment();
            inFlight.began(began);
        }

        /** The request failed or was refused. */
        public void failed() {
            failed = true;
        }

        @Override
        public void close() {
            if (ended) {
                return;
            }
            ended = true;
            long now = nanos.getAsLong();
            inFlight.ended(now);
            completed.increment();
            latencies.add((now - began) / 1e6);
            if (failed) {
                errors.increment();
            }
        }
    }

    /** Starts to report; the settings are Kafka's and the registry's. */
    public static DemandReporter start(Reporting reporting, Map<String, ?> settings) {
        DemandReporter reporter = new DemandReporter(
                reporting,
                ReportSender.producer(RequestRateEvent.class, settings),
                InstantSource.system(),
                System::nanoTime);
        reporter.every(reporting.interval());
        return reporter;
    }

    DemandReporter(
            Reporting reporting, Producer<String, RequestRateEvent> producer, InstantSource clock, LongSupplier nanos) {
        this.reporting = reporting;
        this.sender =
                new ReportSender<>(producer, reporting.topics().name(Topic.REQUEST_RATE_EVENTS), reporting.service());
        this.clock = clock;
        this.nanos = nanos;
        this.inFlight = new InFlight(nanos.getAsLong());
        this.from = clock.instant();
        this.fromNanos = nanos.getAsLong();
    }

    private void every(Duration interval) {
        var unused = timer.scheduleAtFixedRate(
                () -> sender.whateverHappens(this::report),
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A request arrives; close what is returned when it has been served. */
    public Call begin() {
        return new Call();
    }

    /**
     * A request has been served, in this time, and was counted nowhere else: for callers that measure latencies
     * themselves. It counts as arrived when it ends.
     */
    public void record(Duration latency) {
        record(latency.toNanos(), false);
    }

    /** A request has ended after so many nanoseconds; {@code failed}: without success, or it was refused. */
    public void record(long latencyNanos, boolean failed) {
        requests.increment();
        inFlight.was(latencyNanos);
        completed.increment();
        latencies.add(latencyNanos / 1e6);
        if (failed) {
            errors.increment();
        }
    }

    /** A request that was counted has failed. */
    public void failed() {
        errors.increment();
    }

    /** Weighted work arrived, such as tokens, in the service's own unit. What is no amount (NaN, below 0) is not counted. */
    public void addUnits(double amount) {
        if (!(amount >= 0 && amount <= Double.MAX_VALUE)) {
            unusable("units", amount);
            return;
        }
        countsUnits = true;
        units.add(amount);
    }

    /**
     * Asks this for the requests or messages that wait, once an interval, from the reporter's thread. Where it fails or gives
     * less than zero, the report says nothing of them.
     */
    public void queueDepth(LongSupplier depth) {
        queueDepth = Optional.of(depth);
    }

    /** For a server of a large model: what its reports say of tokens. The same one each time. */
    public synchronized TokenReporter tokens() {
        if (tokens.isEmpty()) {
            tokens = Optional.of(new TokenReporter(this, nanos));
        }
        return tokens.get();
    }

    /** Reports that could not be sent. */
    public long lost() {
        return sender.lost();
    }

    /** Sends what was counted since the last report. */
    synchronized void report() {
        long now = nanos.getAsLong();
        long passedMs = (now - fromNanos) / 1_000_000;
        if (passedMs <= 0) {
            return;
        }
        Instant to = Instant.ofEpochMilli(clock.instant().toEpochMilli());
        Instant begin = begin(to, passedMs);
        from = to;
        fromNanos = now;
        sender.send(to.toEpochMilli(), event(begin, to, now));
    }

    /** Where the last report ended or, where the clock was set since then, so long ago as has really passed. */
    private Instant begin(Instant to, long passedMs) {
        long byClock = Duration.between(from, to).toMillis();
        boolean wasSet = byClock <= 0 || Math.abs(byClock - passedMs) > Math.max(CLOCK_READ_MS, passedMs / 10);
        return wasSet ? to.minusMillis(passedMs) : from;
    }

    private RequestRateEvent event(Instant begin, Instant to, long now) {
        long begun = requests.sumThenReset();
        long ended = completed.sumThenReset();
        RequestRateEvent.Builder event = RequestRateEvent.newBuilder()
                .setService(reporting.service())
                .setInstance(reporting.instance())
                .setPool(reporting.pool())
                .setFrom(begin)
                .setTo(to)
                .setRequests(begun)
                .setErrors(errors.sumThenReset())
                .setCompleted(ended)
                .setMeanConcurrency(inFlight.drainMean(now, begun, ended))
                .setQueueDepth(boxed(depth()))
                .setUnits(boxed(countsUnits ? OptionalDouble.of(counted()) : OptionalDouble.empty()))
                .setLatency(latencies.drain().orElse(null));
        tokens.ifPresent(counted -> counted.into(event));
        return event.build();
    }

    private double counted() {
        return Math.min(Double.MAX_VALUE, units.sumThenReset());
    }

    private OptionalLong depth() {
        if (queueDepth.isEmpty()) {
            return OptionalLong.empty();
        }
        LongSupplier asked = queueDepth.get();
        OptionalDouble depth = asked("queue depth", () -> (double) asked.getAsLong());
        if (depth.isPresent() && depth.getAsDouble() < 0) {
            unusable("queue depth", depth.getAsDouble());
            return OptionalLong.empty();
        }
        return depth.isPresent() ? OptionalLong.of((long) depth.getAsDouble()) : OptionalLong.empty();
    }

    /** What a supplier of the application gives; empty where it fails. */
    OptionalDouble asked(String what, DoubleSupplier supplier) {
        try {
            return OptionalDouble.of(supplier.getAsDouble());
        } catch (RuntimeException | Error e) {
            LOG.warn("The {} of {} is not known: {}", what, reporting.service(), e.toString());
            return OptionalDouble.empty();
        }
    }

    /** Says so once: what gives one such value gives many. */
    void unusable(String what, double value) {
        if (!warned) {
            warned = true;
            LOG.warn("{} of {} cannot be {}: not counted, and not said again", what, reporting.service(), value);
        }
    }

    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** Sends the last report and lets go of the broker, within five seconds. */
    @Override
    public void close() {
        ReportTimer.end(timer, GRACE);
        report();
        sender.close(GRACE);
    }
}
