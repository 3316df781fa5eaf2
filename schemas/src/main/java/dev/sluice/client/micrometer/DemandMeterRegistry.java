package dev.sluice.client.micrometer;

import dev.sluice.schemas.DemandReporter;
import dev.sluice.schemas.DemandReporter.Reporting;
import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.NoopHistogram;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.noop.NoopCounter;
import io.micrometer.core.instrument.noop.NoopDistributionSummary;
import io.micrometer.core.instrument.noop.NoopFunctionCounter;
import io.micrometer.core.instrument.noop.NoopFunctionTimer;
import io.micrometer.core.instrument.noop.NoopGauge;
import io.micrometer.core.instrument.noop.NoopLongTaskTimer;
import io.micrometer.core.instrument.noop.NoopMeter;
import io.micrometer.core.instrument.noop.NoopTimer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A meter registry that hands the requests which an application already measures to a {@link DemandReporter}, and keeps
 * nothing itself. As a bean it is all that a Spring Boot or Micronaut service needs:
 *
 * <pre>{@code
 * @Bean
 * DemandMeterRegistry demand() {
 *     return DemandMeterRegistry.start(Reporting.of("checkout", hostName), Map.of("bootstrap.servers", "kafka:9092", …));
 * }
 * }</pre>
 *
 * <p>Requests are what the timers of the given names record. Where the application also keeps the long task timer {@code
 * NAME.active}, as Spring Boot 3 does, a request counts when it arrives and while it is in flight; otherwise when it ends. A
 * request failed if its timer has the tag {@code outcome=SERVER_ERROR}, or a {@code status} from 500 on.
 */
public final class DemandMeterRegistry extends MeterRegistry {
    /** The timer that Spring Boot, Micronaut and Quarkus keep for HTTP requests. */
    public static final String HTTP_REQUESTS = "http.server.requests";

    private static final String ACTIVE = ".active";

    private final DemandReporter reporter;
    private final Set<String> names;
    private volatile boolean tellsArrivals;

    /** A registry that hands requests of HTTP servers to a new reporter; the settings are Kafka's and the registry's. */
    public static DemandMeterRegistry start(Reporting reporting, Map<String, ?> settings) {
        return new DemandMeterRegistry(DemandReporter.start(reporting, settings), Set.of(HTTP_REQUESTS));
    }

    /**
     * A registry that hands what timers of these names record to a reporter, which it closes with itself.
     *
     * @param names such as {@code http.server.requests} or {@code spring.kafka.listener}
     */
    public DemandMeterRegistry(DemandReporter reporter, Set<String> names) {
        super(Clock.SYSTEM);
        this.reporter = reporter;
        this.names = Set.copyOf(names);
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauses) {
        return names.contains(id.getName()) ? new RequestTimer(id, pauses) : new NoopTimer(id);
    }

    @Override
    protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig histogram) {
        String name = id.getName();
        boolean ours = name.endsWith(ACTIVE) && names.contains(name.substring(0, name.length() - ACTIVE.length()));
        if (!ours) {
            return new NoopLongTaskTimer(id);
        }
        tellsArrivals = true;
        return new ArrivalTimer(id);
    }

    private static boolean isFailure(Meter.Id id) {
        String status = id.getTag("status");
        return "SERVER_ERROR".equals(id.getTag("outcome")) || (status != null && status.matches("5\\d\\d"));
    }

    /** Requests that have ended. */
    private final class RequestTimer extends AbstractTimer {
        private final boolean failure;

        RequestTimer(Meter.Id id, PauseDetector pauses) {
            super(id, DemandMeterRegistry.this.clock, pauses, TimeUnit.NANOSECONDS, NoopHistogram.INSTANCE);
            this.failure = isFailure(id);
        }

        @Override
        protected void recordNonNegative(long amount, TimeUnit unit) {
            ended(unit.toNanos(amount), failure);
        }

        @Override
        public long count() {
            return 0;
        }

        @Override
        public double totalTime(TimeUnit unit) {
            return 0;
        }

        @Override
        public double max(TimeUnit unit) {
            return 0;
        }
    }

    private void ended(long nanos, boolean failure) {
        if (!tellsArrivals) {
            reporter.record(nanos, failure);
        } else if (failure) {
            reporter.failed();
        }
    }

    /** Requests that arrive and are served. */
    private final class ArrivalTimer extends NoopLongTaskTimer {
        ArrivalTimer(Meter.Id id) {
            super(id);
        }

        @Override
        public Sample start() {
            return new Served(reporter.begin());
        }
    }

    /** One request while it is served. */
    private static final class Served extends LongTaskTimer.Sample {
        private final DemandReporter.Call call;
        private final long began = System.nanoTime();
        private boolean ended;

        Served(DemandReporter.Call call) {
            this.call = call;
        }

        @Override
        public long stop() {
            if (ended) {
                return -1;
            }
            ended = true;
            call.close();
            return System.nanoTime() - began;
        }

        @Override
        public double duration(TimeUnit unit) {
            return ended ? -1 : (double) (System.nanoTime() - began) / unit.toNanos(1);
        }
    }

    @Override
    public void close() {
        super.close();
        reporter.close();
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
        return new NoopGauge(id);
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        return new NoopCounter(id);
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig histogram, double scale) {
        return new NoopDistributionSummary(id);
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        return new NoopMeter(id);
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        return new NoopFunctionTimer(id);
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        return new NoopFunctionCounter(id);
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.NANOSECONDS;
    }

    @Override
    protected DistributionStatisticConfig defaultHistogramConfig() {
        return DistributionStatisticConfig.NONE;
    }
}
