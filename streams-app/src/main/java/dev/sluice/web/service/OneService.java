package dev.sluice.web.service;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.explain.Explanation;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.json.RecordJson;
import dev.sluice.web.json.SummaryJson;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.Records;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.model.series.Expected;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.summary.LastCommand;
import dev.sluice.web.model.summary.Numbers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The story of one service. */
public final class OneService {
    private static final int USUAL_DECISIONS = 100;
    private static final int MOST_DECISIONS = 1_000;
    private static final List<String> OF_THE_DECISION =
            List.of("rule", "runnerUp", "experts", "stages", "size", "sizeAdvice", "standing", "verdict");

    private final ReadModel model;
    private final Services services;
    private final Records records;

    public OneService(ReadModel model, Services services, Records records) {
        this.model = model;
        this.services = services;
        this.records = records;
    }

    public HttpResponse details(HttpRequest request) {
        ServiceView view = services.of(request);
        JsonObject all = new JsonObject().putAll(SummaryJson.of(view.summary(model.now())));
        all.put(
                "policy",
                view.policy()
                        .map(policy -> new Manifest.OfService(policy).spec())
                        .orElse(null));
        Optional<Map<String, @Nullable Object>> last =
                records.newestDecision(view).map(decision -> decision(decision, records.answers(view)));
        all.put("lastDecision", last.orElse(null));
        OF_THE_DECISION.forEach(
                name -> all.put(name, last.map(fields -> fields.get(name)).orElse(null)));
        return HttpResponse.json(all.map());
    }

    public HttpResponse forecasts(HttpRequest request) {
        ServiceView view = services.of(request);
        Parameters.Span span = new Parameters(request).span();
        List<Map<String, @Nullable Object>> points = view.points(span.from(), span.to()).stream()
                .map(OneService::point)
                .toList();
        List<Map<String, @Nullable Object>> ahead = view.ahead().stream()
                .filter(expected -> span.has(expected.at()))
                .map(OneService::expected)
                .toList();
        return HttpResponse.json(
                JsonObject.of("points", points).put("ahead", ahead).map());
    }

    public HttpResponse decisions(HttpRequest request) {
        ServiceView view = services.of(request);
        Parameters parameters = new Parameters(request);
        Parameters.Span span = parameters.span();
        int limit = parameters.count("limit", USUAL_DECISIONS, MOST_DECISIONS);
        List<ScalingDecision> found =
                records.decisions(view, parameters.flag("changes"), span.from(), span.to(), limit);
        List<ScalingAck> answers = records.answers(view);
        return HttpResponse.json(JsonObject.of(
                        "decisions",
                        found.stream().map(d -> decision(d, answers)).toList())
                .map());
    }

    public HttpResponse commands(HttpRequest request) {
        ServiceView view = services.of(request);
        List<ScalingAck> answers = records.answers(view);
        List<ScalingCommand> commands = new ArrayList<>(records.commands(view));
        Collections.reverse(commands);
        return HttpResponse.json(JsonObject.of(
                        "commands",
                        commands.stream()
                                .map(command -> command(command, answers))
                                .toList())
                .map());
    }

    /** For whatever scales by asking: the replicas that should run, or a problem; never a number that was made up. */
    public HttpResponse desired(HttpRequest request) {
        ServiceView view = services.of(request);
        List<LastCommand> commands = view.lastCommands();
        Optional<String> pool = request.query("pool");
        List<LastCommand> of = commands.stream()
                .filter(command -> pool.isEmpty() || pool.get().equals(command.pool()))
                .toList();
        if (of.size() > 1) {
            List<String> pools = of.stream().map(LastCommand::pool).toList();
            throw new ProblemException(Problem.of(
                            400,
                            view.service() + " has several pools: add ?pool= and one of " + String.join(", ", pools))
                    .with("parameter", "pool"));
        }
        if (of.isEmpty()) {
            throw new ProblemException(
                    404,
                    "there is no command for " + view.service()
                            + pool.filter(name -> !commands.isEmpty())
                                    .map(name -> " in pool " + name)
                                    .orElse("")
                            + ": nothing has been decided, or its policy only advises");
        }
        LastCommand command = of.get(0);
        return HttpResponse.json(JsonObject.of("replicas", command.replicas())
                .put("generation", command.generation())
                .put("issuedAt", command.issuedAt())
                .put("validUntil", command.validUntil())
                .put("reason", command.reason().name())
                .map());
    }

    public static Map<String, @Nullable Object> decision(ScalingDecision decision, List<ScalingAck> answers) {
        return new JsonObject()
                .putAll(RecordJson.of(decision))
                .put("words", Explanation.of(decision, answers).text().stripTrailing())
                .map();
    }

    private static Map<String, @Nullable Object> command(ScalingCommand command, List<ScalingAck> answers) {
        List<Map<String, @Nullable Object>> own = answers.stream()
                .filter(ack -> ack.getGeneration() == command.getGeneration()
                        && ack.getPool().equals(command.getPool()))
                .map(RecordJson::of)
                .toList();
        return new JsonObject().putAll(RecordJson.of(command)).put("acks", own).map();
    }

    public static Map<String, @Nullable Object> point(Point point) {
        return JsonObject.of("at", point.at())
                .put("seen", Numbers.orNull(point.seen()))
                .put("capacity", Numbers.orNull(point.capacity()))
                .put("ready", Numbers.countOrNull(point.ready()))
                .put("target", Numbers.countOrNull(point.target()))
                .put("forecast", Numbers.orNull(point.forecast()))
                .put("lower", Numbers.orNull(point.lower()))
                .put("upper", Numbers.orNull(point.upper()))
                .map();
    }

    private static Map<String, @Nullable Object> expected(Expected expected) {
        return JsonObject.of("at", expected.at())
                .put("point", Numbers.orNull(expected.point()))
                .put("lower", Numbers.orNull(expected.lower()))
                .put("upper", Numbers.orNull(expected.upper()))
                .map();
    }
}
