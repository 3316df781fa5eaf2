package dev.sluice.cli.keda;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.manifest.yaml.YamlText;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keda manifest}: what to apply so that KEDA or an HPA runs what Sluice commands. */
@Command(
        name = "manifest",
        mixinStandardHelpOptions = true,
        description =
                "Prints a ScaledObject of KEDA for each pool of a service, or a HorizontalPodAutoscaler with --hpa,"
                        + " that runs exactly the replicas that Sluice commands. Minimum and maximum are those of its policy.",
        footer = {"", "Example: sluice keda manifest checkout -f policies/ --namespace shop | kubectl apply -f -"})
final class KedaManifestCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin
    private PolicySource policies = new PolicySource();

    @Option(names = "--pool", paramLabel = "POOL", description = "Only this pool of the service.")
    private @Nullable String pool;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace of the objects; none: kubectl's.")
    private String namespace = "";

    @Option(
            names = "--target",
            paramLabel = "KIND/NAME",
            description =
                    "What is scaled: deployment/NAME, statefulset/NAME or GROUP/VERSION/Kind/NAME. {service} and {pool} are"
                            + " replaced; a name without {pool} gets -POOL at its end if the service has pools. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String target = "deployment/{service}";

    @Option(
            names = "--trigger",
            paramLabel = "TYPE",
            description =
                    "Where KEDA asks: external-push (an executor with executor.actuator=keda; starts the first replica"
                            + " and ends the last one at once), metrics-api (the HTTP server of sluice run) or prometheus (the gauge"
                            + " sluice_desired_replicas). Default: external-push.")
    private @Nullable String trigger;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            description = "Where that is. Default: sluice-keda.sluice:50051, http://sluice-run.sluice:8080 or"
                    + " http://prometheus.monitoring:9090.")
    private @Nullable String address;

    @Option(
            names = "--hpa",
            description =
                    "Print HorizontalPodAutoscalers on the external metric sluice_desired_replicas instead, for clusters"
                            + " without KEDA and with an adapter for Prometheus.")
    private boolean hpa;

    @Option(names = "--min", paramLabel = "N", description = "Minimum instead of the policy's.")
    private @Nullable Integer min;

    @Option(
            names = "--max",
            paramLabel = "N",
            description = "Maximum instead of the policy's, for overrides that go beyond it.")
    private @Nullable Integer max;

    @Option(
            names = "--before-1.35",
            description =
                    "For Kubernetes before 1.35, whose HPA always ignores changes of up to 10 %%: the scaler then tells it the"
                            + " smallest count that it does not ignore. Only with external-push and observed replicas.")
    private boolean old;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (hpa && (trigger != null || address != null)) {
            throw usage("--hpa has no --trigger and no --address: its adapter knows Prometheus");
        }
        Source source = source();
        if (old && (hpa || source != Source.EXTERNAL_PUSH)) {
            throw usage("--before-1.35 needs the trigger external-push");
        }
        List<String> documents = new ArrayList<>();
        for (ScaledPool scaled : pools(policies.of(service))) {
            documents.add(document(scaled, source));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.print(String.join("---\n", documents));
        out.flush();
        return 0;
    }

    private Source source() {
        String type = trigger == null ? Source.EXTERNAL_PUSH.type() : trigger;
        for (Source source : Source.values()) {
            if (source.type().equals(type)) {
                return source;
            }
        }
        throw usage("--trigger " + type + " is none of external-push, metrics-api and prometheus");
    }

    private List<ScaledPool> pools(ScalingPolicy policy) {
        List<ScaledPool> found = ScaledPool.of(policy).stream()
                .filter(one -> pool == null || one.pool().equals(pool))
                .map(this::bounded)
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailedException(
                    "the policy of " + service + " has no pool '" + pool + "', only " + ScaledPool.of(policy));
        }
        return found;
    }

    private ScaledPool bounded(ScaledPool one) {
        int least = min == null ? one.replicas().min() : min;
        int most = max == null ? Math.max(one.replicas().max(), least) : max;
        return new ScaledPool(one.service(), one.pool(), new Bounds(least, most));
    }

    private String document(ScaledPool scaled, Source source) {
        ScaleTarget object = ScaleTarget.parse(target, scaled);
        HpaAge age = old ? HpaAge.BEFORE_TOLERANCE_FIELD : HpaAge.WITH_TOLERANCE_FIELD;
        String at = address == null ? source.address() : address;
        return comment(scaled)
                + YamlText.of(
                        hpa
                                ? ScaledObjects.autoscaler(scaled, object, namespace, age)
                                : ScaledObjects.scaledObject(scaled, object, namespace, source, at, age));
    }

    private String comment(ScaledPool scaled) {
        String zero =
                hpa && scaled.replicas().min() == 0 ? "# minReplicas 0 needs the feature gate HPAScaleToZero.\n" : "";
        return "# The replicas of " + scaled.toString().replaceAll("\\p{Cntrl}", "?")
                + " as Sluice commands them. Print it again when replicas change in the policy.\n"
                + (old ? "" : "# tolerance: for Kubernetes before 1.35 and older KEDA print this with --before-1.35.\n")
                + zero;
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
