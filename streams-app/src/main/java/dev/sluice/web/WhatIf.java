package dev.sluice.web;

import dev.sluice.config.text.Durations;
import dev.sluice.demand.Signal;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.ProblemException;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.PlayedPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.Simulation;
import dev.sluice.simulator.SluiceScaler;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.sizing.Objective;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.summary.Summary;
import dev.sluice.web.service.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What another objective or lead time would have given: the policy in force and the changed one in the simulator, on the
 * demand that was seen lately. One simulation runs at a time, so that decisions are not held up.
 */
final class WhatIf {
    private static final int LEAST_WINDOWS = 30;
    private static final int MOST_WINDOWS = 4_000;
    private static final long WAIT_S = 10;

    private final ReadModel model;
    private final Services services;
    private final Semaphore one = new Semaphore(1);

    WhatIf(ReadModel model, Services services) {
        this.model = model;
        this.services = services;
    }

    HttpResponse answer(HttpRequest request) throws InterruptedException {
        ServiceView view = services.of(request);
        ScalingPolicy inForce = view.policy()
                .orElseThrow(() -> new ProblemException(422, view.service() + " has no policy that could be changed"));
        Signal signal = inForce.demand().signal();
        if (signal != Signal.REQUESTS && signal != Signal.UNITS) {
            throw new ProblemException(
                    422, view.service() + " is sized by " + signal + ": only requests and units are simulated here");
        }
        ScalingPolicy changed = changed(new Parameters(request), inForce);
        Summary summary = view.summary(model.now());
        if (!one.tryAcquire(WAIT_S, TimeUnit.SECONDS)) {
            throw new ProblemException(503, "another simulation is running").with("Retry-After", "5");
        }
        try {
            return HttpResponse.json(compared(view, summary, inForce, changed));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(422, String.valueOf(e.getMessage()));
        } finally {
            one.release();
        }
    }

    private static ScalingPolicy changed(Parameters parameters, ScalingPolicy policy) {
        ScalingPolicy changed = parameters
                .between("unserved", 0, 1)
                .map(share -> policy.withObjective(new Objective.Unserved(share)))
                .orElse(policy);
        return parameters
                .request()
                .query("lead")
                .map(text -> changed.withLeadTime(lead(text)))
                .orElse(changed);
    }

    private static Duration lead(String text) {
        try {
            return Durations.parseOrMillis(text);
        } catch (IllegalArgumentException e) {
            throw Parameters.wrong("lead", "must be a length of time such as 90s, not " + text);
        }
    }

    private static Map<String, @Nullable Object> compared(
            ServiceView view, Summary summary, ScalingPolicy inForce, ScalingPolicy changed) {
        Trace demand = demand(view);
        double perReplica = Optional.ofNullable(summary.perReplica())
                .orElseThrow(() -> new IllegalArgumentException("what one replica serves is not known yet"));
        Optional<Double> price = price(summary);
        Duration window = Duration.ofMillis(Math.round(1000 * demand.step()));
        long lead = Optional.ofNullable(summary.leadTimeMs()).orElse(0L);
        Scenario scenario = Scenario.of(view.service(), demand, ServiceModel.of(perReplica, lead));
        long otherLead = changed.leadTime().map(Duration::toMillis).orElse(lead);
        Scenario other = scenario.withModel(ServiceModel.of(perReplica, otherLead));
        return JsonObject.of("now", played(scenario, inForce, window, price))
                .put("then", played(other, changed, window, price))
                .put("from", scenario.millis(scenario.firstScored()))
                .put("to", scenario.millis(demand.length()))
                .map();
    }

    private static Map<String, @Nullable Object> played(
            Scenario scenario, ScalingPolicy policy, Duration window, Optional<Double> price) {
        ScalingPolicy played = PlayedPolicy.alone(policy).policy().withMode(Mode.ACT);
        Scorecard card = Scorecard.of(scenario, Simulation.run(scenario, SluiceScaler.of(scenario, played, window)));
        return JsonObject.of("unserved", card.unservedPercent() / 100)
                .put("cost", price.map(each -> each * card.replicaHours()).orElse(null))
                .put("replicaHours", card.replicaHours())
                .put("changesPerHour", card.changesPerHour())
                .map();
    }

    /** Price of one replica for an hour as the service pays it now: with several pools, of the mix. */
    private static Optional<Double> price(Summary summary) {
        Double all = summary.costPerHour();
        Integer target = summary.target();
        return all == null || target == null || target == 0 ? Optional.empty() : Optional.of(all / target);
    }

    /** The demand seen in windows of one length; a window without a report is as the one before. */
    private static Trace demand(ServiceView view) {
        List<Point> points = view.points(Long.MIN_VALUE, Long.MAX_VALUE).stream()
                .filter(point -> Float.isFinite(point.seen()))
                .toList();
        if (points.size() < LEAST_WINDOWS) {
            throw new IllegalArgumentException(
                    "only " + points.size() + " windows of demand are known, " + LEAST_WINDOWS + " are needed");
        }
        long step = step(points);
        long last = points.get(points.size() - 1).at();
        long first = Math.max(points.get(0).at(), last - (MOST_WINDOWS - 1) * step);
        List<Double> values = new ArrayList<>();
        int next = 0;
        double seen = points.get(0).seen();
        for (long at = first; at <= last; at += step) {
            while (next < points.size() && points.get(next).at() <= at) {
                seen = points.get(next++).seen();
            }
            values.add(seen * step / 1000);
        }
        double[] steps = values.stream().mapToDouble(Double::doubleValue).toArray();
        return new Trace((first - step) / 1000.0, step / 1000.0, steps);
    }

    /** The usual distance of two windows, ms. */
    private static long step(List<Point> points) {
        Map<Long, Integer> distances = new HashMap<>();
        for (int i = 1; i < points.size(); i++) {
            distances.merge(points.get(i).at() - points.get(i - 1).at(), 1, Integer::sum);
        }
        return distances.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }
}
