package dev.sluice.schemas;

import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
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
    private final Producer<String, RequestRateEvent> producer;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final DoubleAdder units = new DoubleAdder();
    private final LatencyBuckets latencies = new LatencyBuckets();
    private final InFlight inFlight;
    private final ScheduledExecutorService timer;
    private volatile boolean countsUnits;
    private volatile Optional<LongSupplier> queueDepth = Optional.empty();
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

        private Call() {
            requests.increment();
            inFlight.change(1, began);
        }

        /** The request failed or was refused. */
        public void failed() {
            failed = true;
        }

        @Override
        public void close() {
            long now = nanos.getAsLong();
            inFlight.change(-1, now);
            completed.increment();
            latencies.add((now - began) / 1e6);
            if (failed) {
                errors.increment();
            }
        }
    }

    /** Starts to report; the settings are Kafka's and the registry's. */
    public static DemandReporter start(Reporting reporting, Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        // one report more or less is no matter: never let them pile up behind a broker that is away
        all.putIfAbsent("max.block.ms", "10000");
        all.putIfAbsent("delivery.timeout.ms", "30000");
        all.putIfAbsent("request.timeout.ms", "10000");
        Producer<String, RequestRateEvent> producer = new KafkaProducer<>(
                all,
                new StringSerializer(),
                ValueSerdes.of(RequestRateEvent.class, settings).serializer());
        DemandReporter reporter = new DemandReporter(reporting, producer, InstantSource.system(), System::nanoTime);
        reporter.every(reporting.interval());
        return reporter;
    }

    DemandReporter(
            Reporting reporting, Producer<String, RequestRateEvent> producer, InstantSource clock, LongSupplier nanos) {
        this.reporting = reporting;
        this.producer = producer;
        this.clock = clock;
        this.nanos = nanos;
        this.inFlight = new InFlight(nanos.getAsLong());
        this.from = clock.instant();
        this.fromNanos = nanos.getAsLong();
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sluice-demand-reporter");
            thread.setDaemon(true);
            return thread;
        });
    }

    private void every(Duration interval) {
        var unused = timer.scheduleAtFixedRate(
                this::reportWhateverHappens, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A request arrives; close what is returned when it has been served. */
    public Call begin() {
        return new Call();
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

    /** Reports that could not be sent. */
    public long lost() {
        return lost.sum();
    }

    private void reportWhateverHappens() {
        try {
            report();
        } catch (RuntimeException | Error e) {
            // a task that throws is not run again, and a reporter that is silent is worse than a report that is lost
            lost.increment();
            LOG.warn("A demand report of {} was lost", reporting.service(), e);
        }
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
        try {
            RequestRateEvent event = event(begin, to, now);
            String topic = reporting.topics().name(Topic.REQUEST_RATE_EVENTS);
            var unused = producer.send(
                    new ProducerRecord<>(topic, null, to.toEpochMilli(), reporting.service(), event),
                    (stored, error) -> {
                        if (error != null) {
                            missed(error);
                        }
                    });
        } catch (KafkaException | IllegalStateException e) {
            missed(e);
        }
    }

    /** Where the last report ended or, where the clock was set since then, so long ago as has really passed. */
    private Instant begin(Instant to, long passedMs) {
        long byClock = Duration.between(from, to).toMillis();
        boolean wasSet = byClock <= 0 || Math.abs(byClock - passedMs) > Math.max(CLOCK_READ_MS, passedMs / 10);
        return wasSet ? to.minusMillis(passedMs) : from;
    }

    private void missed(Exception error) {
        lost.increment();
        LOG.warn("A demand report of {} was lost: {}", reporting.service(), error.toString());
    }

    private RequestRateEvent event(Instant begin, Instant to, long now) {
        return RequestRateEvent.newBuilder()
                .setService(reporting.service())
                .setInstance(reporting.instance())
                .setPool(reporting.pool())
                .setFrom(begin)
                .setTo(to)
                .setRequests(requests.sumThenReset())
                .setErrors(errors.sumThenReset())
                .setCompleted(completed.sumThenReset())
                .setMeanConcurrency(inFlight.drainMean(now))
                .setQueueDepth(boxed(depth()))
                .setUnits(boxed(countsUnits ? OptionalDouble.of(counted()) : OptionalDouble.empty()))
                .setLatency(latencies.drain().orElse(null))
                .build();
    }

    private double counted() {
        return Math.min(Double.MAX_VALUE, units.sumThenReset());
    }

    private OptionalLong depth() {
        if (queueDepth.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long depth = queueDepth.get().getAsLong();
            if (depth >= 0) {
                return OptionalLong.of(depth);
            }
            unusable("queue depth", (double) depth);
        } catch (RuntimeException | Error e) {
            LOG.warn("The queue depth of {} is not known: {}", reporting.service(), e.toString());
        }
        return OptionalLong.empty();
    }

    /** Says so once: what gives one such value gives many. */
    private void unusable(String what, double value) {
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
        timer.shutdown();
        try {
            if (!timer.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("The reporter of {} did not end in time", reporting.service());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        report();
        producer.close(GRACE);
    }
}
