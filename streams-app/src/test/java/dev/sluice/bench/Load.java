package dev.sluice.bench;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingPolicy;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Services whose instances report over and over, in event time: each service's windows begin at a second of its own, so
 * that windows close evenly over time as they do where nobody starts all services at once.
 *
 * @param services how many
 * @param instances of each service
 * @param every seconds between two reports of an instance; divides the window
 * @param windows demand windows that each service reports for
 */
record Load(int services, int instances, int every, int windows) {
    static final int WINDOW_SECONDS = 10;
    static final int GRACE_SECONDS = 5;

    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    Load {
        if (WINDOW_SECONDS % every != 0) {
            throw new IllegalArgumentException("a window of 10 s is no whole number of reports of " + every + " s");
        }
    }

    int reportsAWindow() {
        return instances * WINDOW_SECONDS / every;
    }

    long events() {
        return (long) services * reportsAWindow() * windows;
    }

    /** Windows that close: those whose end the newest report has passed by the grace. */
    long serviceWindows() {
        return (long) services * ((windows * WINDOW_SECONDS - GRACE_SECONDS) / WINDOW_SECONDS);
    }

    String name(int service) {
        return "service-" + service;
    }

    ScalingPolicy policy(int service) {
        return ScalingPolicy.newBuilder()
                .setService(name(service))
                .setMinReplicas(1)
                .setMaxReplicas(1000)
                .setPerReplica(10.0)
                .setLeadTimeMs(60_000L)
                .build();
    }

    /** Every report once, in the order in which they would be sent; the same at every call. */
    void forEach(Consumer<RequestRateEvent> to) {
        SplittableRandom random = new SplittableRandom(services);
        int seconds = windows * WINDOW_SECONDS + WINDOW_SECONDS;
        for (int second = 1; second <= seconds; second++) {
            for (int instance = 0; instance < instances; instance++) {
                for (int service = 0; service < services; service++) {
                    int age = second - service % WINDOW_SECONDS;
                    if (age > 0 && age <= windows * WINDOW_SECONDS && age % every == 0) {
                        to.accept(event(service, instance, second, random));
                    }
                }
            }
        }
    }

    private RequestRateEvent event(int service, int instance, int second, SplittableRandom random) {
        double wave = 1.5 + Math.sin(2 * Math.PI * (second + 37 * service) / 900);
        long requests = (long) (every * (1 + service % 7) * wave * (.7 + .6 * random.nextDouble()) * 2);
        Instant to = START.plusSeconds(second);
        return RequestRateEvent.newBuilder()
                .setService(name(service))
                .setInstance("instance-" + instance)
                .setFrom(to.minusSeconds(every))
                .setTo(to)
                .setRequests(requests)
                .setErrors(0)
                .setCompleted(requests)
                .setMeanConcurrency(requests * .12 / every)
                .build();
    }
}
