package dev.sluice.web;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.config.manifest.PoolMinimums;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.config.record.OverrideCodec;
import dev.sluice.config.record.check.Limits;
import dev.sluice.events.ScalingOverride;
import dev.sluice.http.message.HttpRequest;
import dev.sluice.http.message.HttpResponse;
import dev.sluice.http.message.Problem;
import dev.sluice.http.message.ProblemException;
import dev.sluice.policy.PolicyNotes;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.schemas.Topic;
import dev.sluice.web.json.JsonBody;
import dev.sluice.web.json.JsonObject;
import dev.sluice.web.json.OverrideForm;
import dev.sluice.web.json.Parameters;
import dev.sluice.web.model.ReadModel;
import dev.sluice.web.model.ServiceView;
import dev.sluice.web.service.Services;
import dev.sluice.web.service.SetByHand;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people change: overrides of a service, policies, pools and budgets. */
final class Writing {
    private static final Set<String> MANIFEST_TYPES =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json");

    private final ReadModel model;
    private final Services services;
    private final Publisher publisher;

    Writing(ReadModel model, Services services, Publisher publisher) {
        this.model = model;
        this.services = services;
        this.publisher = publisher;
    }

    HttpResponse override(HttpRequest request) {
        ServiceView view = services.of(request);
        ScalingOverride record = OverrideForm.read(view.service(), JsonBody.of(request), now());
        try {
            OverrideEvent event = OverrideCodec.fromRecord(OverrideCodec.checked(record));
            publisher.write(Topic.SCALING_OVERRIDES, view.service(), record);
            return HttpResponse.json(201, SetByHand.json(view.service(), event));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, String.valueOf(e.getMessage()));
        }
    }

    HttpResponse withdraw(HttpRequest request) {
        ServiceView view = services.of(request);
        String id = request.parameter("id");
        OverrideSet set = view.overrides(model.now());
        if (set.equals(set.without(id))) {
            throw new ProblemException(404, view.service() + " has no override " + id);
        }
        String owner = request.query("owner").orElse("http");
        if (owner.length() > Limits.NAME) {
            throw Parameters.wrong("owner", "must have at most " + Limits.NAME + " characters, not " + owner.length());
        }
        OverrideEvent withdrawal = new OverrideEvent.Withdraw(id, new Author(owner, "", now()));
        publisher.write(Topic.SCALING_OVERRIDES, view.service(), OverrideCodec.toRecord(view.service(), withdrawal));
        return HttpResponse.empty(204);
    }

    HttpResponse apply(HttpRequest request) {
        List<Manifest> manifests = manifests(request);
        manifests.forEach(manifest -> publisher.write(manifest.kind().topic(), manifest.name(), manifest.record()));
        List<Map<String, @Nullable Object>> applied = manifests.stream()
                .map(manifest -> JsonObject.of("kind", manifest.kind().toString())
                        .put("name", manifest.name())
                        .map())
                .toList();
        List<String> notes = manifests.stream()
                .flatMap(manifest -> notes(manifest, manifests).map(note -> manifest.name() + ": " + note))
                .toList();
        return HttpResponse.json(
                JsonObject.of("applied", applied).put("warnings", notes).map());
    }

    private Stream<String> notes(Manifest manifest, List<Manifest> beside) {
        return manifest instanceof Manifest.OfService service
                ? PolicyNotes.of(service.policy(), now()).stream()
                : PoolMinimums.note(manifest, beside).stream();
    }

    private static List<Manifest> manifests(HttpRequest request) {
        if (!MANIFEST_TYPES.contains(request.contentType())) {
            throw new ProblemException(415, "the body must be application/yaml or application/json");
        }
        try {
            return Manifests.parse("body", utf8(request.body()));
        } catch (InvalidManifestException e) {
            throw new ProblemException(Problem.of(
                            400, "nothing was applied: " + place(e.problems().get(0)))
                    .with("errors", e.problems().stream().map(Writing::error).toList()));
        }
    }

    private static String place(ManifestProblem problem) {
        String path = problem.path().isEmpty() ? "" : problem.path() + ": ";
        return "line " + problem.line() + ": " + path + problem.why();
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(400, "the body is not UTF-8 text");
        }
    }

    private static Map<String, @Nullable Object> error(ManifestProblem problem) {
        return JsonObject.of("line", problem.line())
                .put("document", problem.document())
                .put("path", problem.path())
                .put("value", problem.value())
                .put("detail", problem.why())
                .map();
    }

    HttpResponse end(HttpRequest request) {
        ServiceView view = services.of(request);
        if (view.policy().isEmpty()) {
            throw new ProblemException(404, view.service() + " has no policy");
        }
        publisher.delete(Topic.SCALING_POLICIES, view.service());
        return HttpResponse.empty(204);
    }

    /** By the time that the services go by. */
    private Instant now() {
        return Instant.ofEpochMilli(model.now());
    }
}
