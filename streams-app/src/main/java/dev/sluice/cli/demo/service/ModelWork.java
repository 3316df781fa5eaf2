package dev.sluice.cli.demo.service;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.llm.UnloadedTimes;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.GeneratedRequests;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Requests to a language model, one by one, on replicas that batch and queue them as an inference engine does.
 *
 * <p>Before the demo a fleet of fixed size serves, each of whose replicas reports, so that Sluice takes them for the fleet. One
 * report speaks for all of them.
 */
final class ModelWork implements ServiceWork {
    private static final int BEFORE = 4;
    private static final Duration FIRST_REPORT = Duration.ofSeconds(1);

    private final DemoService service;
    private final ServedModel model;
    private final RequestTrace day;
    private final ServingPlant plant;
    private final AnswerTally answers;
    private final Instant origin;
    private FleetView seen;
    private double arrived;
    private double served;
    private double lastPerSecond;

    /** The work of a service from {@code origin} on. */
    ModelWork(DemoService service, ServedModel model, Instant origin) {
        this.service = service;
        this.model = model;
        this.origin = origin;
        this.day = GeneratedRequests.following(model.requests(), from(origin, service), model.seed());
        RequestTrace endless = day.repeated();
        this.plant = new ServingPlant(endless, model.replica(), EngineSettings.DEFAULT, StartupTimes.fixed(0));
        this.seen = plant.look();
        UnloadedTimes idle = new UnloadedTimes(model.replica(), EngineSettings.DEFAULT);
        this.answers = new AnswerTally(endless, plant.outcomes(), idle, model.limits());
    }

    private static Trace from(Instant origin, DemoService service) {
        Trace demand = service.demand();
        double[] counts = new double[demand.length()];
        Arrays.setAll(counts, i -> service.arrive(origin.plusMillis(Math.round(1000 * i * demand.step()))));
        return new Trace(0, demand.step(), counts);
    }

    @Override
    public List<RequestRateEvent> before(Instant from, Instant to) {
        advance(to, BEFORE);
        answers.skip(seen.interval());
        return reports(from, to);
    }

    @Override
    public List<RequestRateEvent> step(Instant from, Instant to, ServiceReplicas atFirst, ServiceReplicas atLast) {
        advance(to, atFirst.ready());
        Interval happened = seen.interval();
        answers.add(happened, seen.now(), Duration.between(from, to));
        arrived += worked(happened);
        served += happened.promptTokens() + happened.outputTokens();
        lastPerSecond = worked(happened) * 1000 / Duration.between(from, to).toMillis();
        return reports(from, to);
    }

    private void advance(Instant to, int ready) {
        plant.order(ready);
        plant.advance(Duration.between(origin, to).toMillis() / 1000.0);
        seen = plant.look();
    }

    /** What Sluice counts as demand. */
    private static double worked(Interval happened) {
        return happened.arrivedWork() + happened.outputTokens();
    }

    /** The first reports of the others are short: they close no window, so that it waits for all from the first on. */
    private List<RequestRateEvent> reports(Instant from, Instant to) {
        List<RequestRateEvent> reports = new ArrayList<>();
        if (from.equals(origin)) {
            others(from, from.plus(FIRST_REPORT), reports);
            others(from.plus(FIRST_REPORT), to, reports);
        } else {
            others(from, to, reports);
        }
        reports.add(ofAll(from, to));
        return reports;
    }

    private void others(Instant from, Instant to, List<RequestRateEvent> reports) {
        for (int other = 1; other < BEFORE; other++) {
            reports.add(report(other, from, to).build());
        }
    }

    private RequestRateEvent ofAll(Instant from, Instant to) {
        Interval happened = seen.interval();
        return report(0, from, to)
                .setRequests(happened.arrived())
                .setCompleted(happened.finished())
                .setQueueDepth((long) seen.queued())
                .setPromptTokens(happened.arrivedPromptTokens())
                .setCachedPromptTokens(happened.arrivedCachedTokens())
                .setOutputTokens(happened.outputTokens())
                .setTimeToFirstToken(histogram(happened.firstToken()))
                .setInterTokenTime(histogram(happened.interToken()))
                .setRequestsRunning((double) seen.running())
                .setKvCacheUsage(Math.min(1, seen.kvUsage()))
                .build();
    }

    private RequestRateEvent.Builder report(int replica, Instant from, Instant to) {
        return RequestRateEvent.newBuilder()
                .setService(service.name())
                .setInstance(service.name() + "-" + replica)
                .setFrom(from)
                .setTo(to)
                .setRequests(0);
    }

    private static LatencyHistogram histogram(Interval.Times times) {
        dev.sluice.demand.LatencyHistogram of = times.histogram();
        List<Long> counts = Arrays.stream(of.counts()).boxed().toList();
        return new LatencyHistogram(of.scale(), of.zeroCount(), of.offset(), counts);
    }

    @Override
    public double arrived() {
        return arrived;
    }

    @Override
    public double served() {
        return served;
    }

    @Override
    public double unservedShare() {
        double inTime = answers.all().firstInTime();
        return Double.isNaN(inTime) ? 0 : 1 - inTime;
    }

    @Override
    public double waiting() {
        return seen.queued();
    }

    @Override
    public double perSecond() {
        return lastPerSecond;
    }

    @Override
    public Optional<AnswerTally> answers() {
        return Optional.of(answers);
    }

    @Override
    public StaticFleet staticFleet() {
        return StaticFleet.of(service.sites().get(0), model.leastReplicas(day, service.policy()));
    }
}
