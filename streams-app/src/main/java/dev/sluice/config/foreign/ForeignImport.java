package dev.sluice.config.foreign;

import dev.sluice.config.foreign.BehaviorTranslation.Behavior;
import dev.sluice.config.foreign.object.Fields;
import dev.sluice.config.foreign.object.ForeignFiles;
import dev.sluice.config.foreign.object.ForeignObject;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.config.text.Spelling;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.SizeTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Policies from HorizontalPodAutoscalers, ScaledObjects and VerticalPodAutoscalers. A service is what they scale. What cannot
 * be translated is told, and disturbs nothing else.
 */
public final class ForeignImport {
    private static final String HPA = "HorizontalPodAutoscaler";
    private static final String SCALED_OBJECT = "ScaledObject";
    private static final String VPA = "VerticalPodAutoscaler";
    private static final String SCALED_JOB = "ScaledJob";
    private static final List<String> READ = List.of(HPA, SCALED_OBJECT, VPA);
    /** For a VerticalPodAutoscaler alone, which does not say how many replicas there may be. */
    private static final int ASSUMED_MAX = 10;

    private final String nameTemplate;
    private final List<String> problems = new ArrayList<>();
    private final List<String> passedOver = new ArrayList<>();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final List<ForeignObject> objects = new ArrayList<>();

    /** A policy that more may be learned for. */
    private static final class Draft {
        private ScalingPolicy policy;
        private final List<ForeignObject> from = new ArrayList<>();
        private final List<String> commands = new ArrayList<>();

        Draft(ScalingPolicy policy) {
            this.policy = checked(policy);
        }

        void size(SizeTerms size) {
            policy = checked(policy.withPlacement(policy.placement().withSize(size)));
        }

        /** A file that nobody can apply is no draft. */
        private static ScalingPolicy checked(ScalingPolicy policy) {
            Rejection beyond = DeclarationChecks.of(policy.service(), PolicyCodec.toRecord(policy));
            if (beyond.isRejected()) {
                throw new IllegalArgumentException("no policy can say this: " + beyond.detail());
            }
            return policy;
        }

        Imported.Policy imported() {
            return new Imported.Policy(
                    policy,
                    from.stream().map(one -> one.label() + ", " + one.place()).toList(),
                    from.stream().flatMap(one -> one.remarks().stream()).toList(),
                    commands);
        }
    }

    private ForeignImport(String nameTemplate) {
        this.nameTemplate = nameTemplate;
    }

    /**
     * Translates files.
     *
     * @param files the text of each, by name
     * @param nameTemplate name of a service, in which {@code {name}} and {@code {namespace}} of what is scaled are replaced
     */
    public static Imported of(Map<String, String> files, String nameTemplate) {
        ForeignImport one = new ForeignImport(nameTemplate);
        files.forEach((file, text) -> one.objects.addAll(ForeignFiles.read(file, text, one.problems)));
        // a VerticalPodAutoscaler adds to the policy of what scales the same object
        one.objects.stream().filter(object -> !object.kind().equals(VPA)).forEach(one::translate);
        one.objects.stream().filter(object -> object.kind().equals(VPA)).forEach(one::translate);
        return new Imported(one.drafts.values().stream().map(Draft::imported).toList(), one.passedOver, one.problems);
    }

    private void translate(ForeignObject object) {
        try {
            switch (object.kind()) {
                case HPA -> horizontal(object);
                case SCALED_OBJECT -> scaledObject(object);
                case VPA -> vertical(object);
                default -> passOver(object, object.kind().isEmpty() ? "it has no kind" : notRead(object.kind()));
            }
        } catch (IllegalArgumentException e) {
            problems.add(object.place() + ": " + object.label() + ": " + e.getMessage());
        }
    }

    private void passOver(ForeignObject object, String why) {
        passedOver.add(object.place() + ": " + (object.kind().isEmpty() ? "a document" : object.label())
                + " is skipped: " + why);
    }

    private static String notRead(String kind) {
        return kind.equals(SCALED_JOB)
                ? "it starts jobs, and has no replicas to scale"
                : "only " + String.join(", ", READ) + " are read" + Spelling.hint(kind, READ);
    }

    private void horizontal(ForeignObject object) {
        if (object.isOwnedBy(SCALED_OBJECT)) {
            passOver(object, "KEDA made it from a ScaledObject");
            return;
        }
        Fields spec = object.spec();
        Fields target = spec.below("scaleTargetRef").skip("apiVersion", "kind");
        String service = service(object, target.required("name"));
        target.rest();
        add(object, service, new Draft(HpaTranslation.of(service, spec, requestedCores(object, target))));
    }

    private void scaledObject(ForeignObject object) {
        Fields spec = object.spec();
        Fields target = spec.below("scaleTargetRef").skip("apiVersion", "kind");
        String name =
                target.text("name").or(() -> target.text("deploymentName")).orElse("");
        if (name.isEmpty()) {
            throw target.wrong("name", "is missing");
        }
        String service = service(object, name);
        target.remark("envSourceContainerName", "is for credentials of triggers");
        target.rest();
        List<String> commands = new ArrayList<>();
        Draft draft = new Draft(ScaledObjectTranslation.of(service, spec, requestedCores(object, target), commands));
        draft.commands.addAll(commands);
        add(object, service, draft);
    }

    private void add(ForeignObject object, String service, Draft draft) {
        Draft other = drafts.putIfAbsent(service, draft);
        if (other != null) {
            throw new IllegalArgumentException("a policy for " + service + " comes already from "
                    + other.from.get(0).label() + " in " + other.from.get(0).place()
                    + (other.from.get(0).namespace().equals(object.namespace())
                            ? ""
                            : "; for services of several namespaces use --name '{namespace}-{name}'"));
        }
        draft.from.add(object);
    }

    private void vertical(ForeignObject object) {
        Fields spec = object.spec();
        Fields target = spec.below("targetRef").skip("apiVersion", "kind");
        String service = service(object, target.required("name"));
        target.rest();
        VpaTranslation size = VpaTranslation.of(spec);
        Draft known = drafts.get(service);
        Draft draft = known == null ? new Draft(alone(service, spec, size)) : known;
        Optional<ForeignObject> other =
                draft.from.stream().filter(one -> one.kind().equals(VPA)).findFirst();
        if (other.isPresent()) {
            throw new IllegalArgumentException("the size of " + service + " comes already from "
                    + other.get().label() + " in " + other.get().place());
        }
        draft.size(size.size());
        drafts.put(service, draft);
        draft.from.add(object);
    }

    private static ScalingPolicy alone(String service, Fields spec, VpaTranslation size) {
        int min = size.minReplicas().orElse(1);
        int max = Math.max(ASSUMED_MAX, min);
        spec.remark("says nothing of a replica count: " + Math.max(1, min) + " to " + max + " is assumed");
        return Drafts.policy(service, new Bounds(Math.max(1, min), max), Behavior.FREE);
    }

    private String service(ForeignObject object, String name) {
        String service = nameTemplate
                .replace("{namespace}", object.namespace().isEmpty() ? "default" : object.namespace())
                .replace("{name}", name);
        if (service.isBlank()) {
            throw new IllegalArgumentException("the name of the service is empty");
        }
        return service;
    }

    /** The CPU that one replica of a target requests, if the files have the target too. */
    private OptionalDouble requestedCores(ForeignObject object, Fields target) {
        String name =
                target.text("name").or(() -> target.text("deploymentName")).orElse("");
        String kind = target.text("kind").orElse("Deployment");
        return objects.stream()
                .filter(other -> other.kind().equals(kind) && other.name().equals(name))
                .filter(other -> other.namespace().equals(object.namespace()))
                .findFirst()
                .map(RequestedCores::of)
                .orElse(OptionalDouble.empty());
    }
}
