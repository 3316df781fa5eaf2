package dev.sluice.executor.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A real API server with controllers, in a namespace of its own. There may be no kubelet: {@link #makePodsReady} plays
 * it.
 */
public final class RealControlPlane implements AutoCloseable {
    /** Names the kubeconfig of a cluster for tests, on which namespaces are created and deleted. */
    static final String KUBECONFIG = "sluice.kubernetes.kubeconfig";

    /** Several processes may run tests, and one of the tests restarts the API server: one has it at a time. */
    private static final Path TURN = Path.of("target", "kubernetes.lock");

    private final FileChannel turn;
    private final String namespace;
    private final KubernetesClient client;

    public RealControlPlane(String purpose) {
        String file = System.getProperty(KUBECONFIG, "");
        assumeTrue(!file.isEmpty(), "no Kubernetes: -D" + KUBECONFIG + "=FILE names the kubeconfig of one for tests");
        turn = turn();
        namespace = "sluice-" + purpose + "-"
                + Long.toString(System.nanoTime() & 0xffffff, 36).toLowerCase(Locale.ROOT);
        client = KubernetesClients.of(new ConfigBuilder(Config.fromKubeconfig(new File(file)))
                .withNamespace(namespace)
                .build());
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @SuppressWarnings("resource") // the turn ends with the channel
    private static FileChannel turn() {
        try {
            FileChannel channel = FileChannel.open(TURN, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock unused = channel.lock();
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String namespace() {
        return namespace;
    }

    public KubernetesClient client() {
        return client;
    }

    public Config config() {
        return client.getConfiguration();
    }

    /** Plays the kubelet: the pods of the namespace that are pending run and are ready. */
    void makePodsReady() {
        List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        for (Pod pod : pods) {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                client.resource(pod).withGracePeriod(0).delete();
            } else if (!"Running".equals(pod.getStatus().getPhase())) {
                client.pods()
                        .resource(pod)
                        .subresource("status")
                        .patch(
                                PatchContext.of(PatchType.STRATEGIC_MERGE),
                                ("{\"status\":{\"phase\":\"Running\",\"podIP\":\"10.1.0.7\",\"startTime\":\"%s\",\"conditions\":"
                                                + "[{\"type\":\"Ready\",\"status\":\"True\",\"lastTransitionTime\":\"%s\"}]}}")
                                        .formatted(now, now));
            }
        }
    }

    /**
     * Kills the API server and starts it again. Possible where its number is in {@code run/api.pid} beside the kubeconfig;
     * elsewhere the test is skipped.
     */
    public void restartApiServer() throws IOException, InterruptedException {
        Path run = new File(System.getProperty(KUBECONFIG, "")).toPath().resolveSibling("run");
        Path pid = run.resolve("api.pid");
        assumeTrue(Files.exists(pid), "the API server of this cluster cannot be restarted from here");
        ProcessHandle server =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        List<String> command = List.of(
                Files.readString(Path.of("/proc/" + server.pid() + "/cmdline")).split("\u0000"));
        // told to end, it would wait a minute for its watches
        boolean unused = server.destroyForcibly();
        server.onExit().join();
        TimeUnit.SECONDS.sleep(1);
        Process next = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(run.resolve("api.log").toFile()))
                .start();
        Files.writeString(pid, next.pid() + "\n");
    }

    /** Makes something of another kind, so that the versions of Deployments that watches have seen are old after a restart. */
    void changeSomethingElse() {
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withGenerateName("changed-")
                        .endMetadata()
                        .build())
                .create();
    }

    /** The version of the Deployments that a watch would go on from. */
    String deploymentsVersion() {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .list()
                .getMetadata()
                .getResourceVersion();
    }

    /** What a watch of Deployments hears first that goes on from a version. */
    String watchedFrom(String version) {
        return client.raw("/apis/apps/v1/namespaces/" + namespace
                + "/deployments?watch=true&timeoutSeconds=1&resourceVersion=" + version);
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
        try {
            turn.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
