package dev.sluice.client.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.MockReporting;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that an application measures with Micrometer reach Sluice. */
final class DemandMeterRegistryTest {
    private final MockReporting reporting = new MockReporting("demand-meter-registry-test");
    private final CompositeMeterRegistry application = new CompositeMeterRegistry();

    private DemandMeterRegistry bean(String... names) {
        DemandMeterRegistry registry = new DemandMeterRegistry(reporting.reporter(), Set.of(names));
        application.add(new SimpleMeterRegistry());
        application.add(registry);
        return registry;
    }

    @AfterEach
    void forget() {
        reporting.close();
    }

    private Timer requests(String status) {
        return Timer.builder("http.server.requests")
                .tag("uri", "/cart")
                .tag("status", status)
                .register(application);
    }

    @Test
    void timers_of_requests_are_reported_with_their_latencies_and_failures() {
        bean("http.server.requests");
        requests("200").record(Duration.ofMillis(30));
        requests("200").record(() -> {});
        requests("503").record(Duration.ofMillis(70));
        requests("404").record(Duration.ofMillis(1));
        application.timer("jdbc.query").record(Duration.ofSeconds(9));
        application.counter("orders").increment();
        application.gauge("queue", 3);
        application.summary("sizes").record(1);

        RequestRateEvent event = reporting.report();
        assertThat(event.getRequests()).isEqualTo(4);
        assertThat(event.getCompleted()).isEqualTo(4);
        assertThat(event.getErrors()).isEqualTo(1);
        assertThat(event.getLatency().getCounts().stream().mapToLong(n -> n).sum())
                .isEqualTo(4);
    }

    @Test
    void observations_as_of_spring_boot_count_when_requests_arrive() {
        bean("http.server.requests");
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(application));

        Observation served = Observation.start("http.server.requests", observations);
        Observation failing = Observation.start("http.server.requests", observations);
        RequestRateEvent first = reporting.report();
        assertThat(first.getRequests()).isEqualTo(2);
        assertThat(first.getCompleted()).isZero();
        assertThat(first.getMeanConcurrency()).isEqualTo(2);

        served.lowCardinalityKeyValue("outcome", "SUCCESS").stop();
        failing.lowCardinalityKeyValue("outcome", "SERVER_ERROR").stop();
        RequestRateEvent second = reporting.report();
        assertThat(second.getRequests()).isZero();
        assertThat(second.getCompleted()).isEqualTo(2);
        assertThat(second.getErrors()).isEqualTo(1);
    }

    @Test
    void a_sample_that_is_stopped_twice_ends_once() {
        bean("http.server.requests");
        LongTaskTimer active =
                LongTaskTimer.builder("http.server.requests.active").register(application);
        LongTaskTimer.Sample sample = active.start();
        sample.stop();
        sample.stop();
        assertThat(reporting.report().getCompleted()).isEqualTo(1);
    }

    @Test
    void other_names_may_be_chosen() {
        bean("spring.kafka.listener");
        application.timer("spring.kafka.listener").record(Duration.ofMillis(5));
        requests("200").record(Duration.ofMillis(5));
        assertThat(reporting.report().getRequests()).isEqualTo(1);
    }

    @Test
    void closing_the_registry_sends_the_last_report() {
        DemandMeterRegistry registry = bean("http.server.requests");
        requests("200").record(Duration.ofMillis(5));
        reporting.passes(Duration.ofSeconds(1));
        registry.close();
        assertThat(reporting.sent())
                .singleElement()
                .extracting(RequestRateEvent::getRequests)
                .isEqualTo(1L);
    }
}
