package dev.sluice.executor.kubernetes;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The manifests of {@code docker/kubernetes}, as what a cluster gets to see. */
final class Manifests {
    static final Path DIRECTORY = Path.of("..", "docker", "kubernetes");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Helm takes seconds for each text: what it made of the same values once is the same again. */
    private static final Map<List<String>, String> CHARTS = new ConcurrentHashMap<>();

    private Manifests() {}

    /** The files that a kustomization lists, with the ConfigMap that it makes of a file. */
    static List<JsonNode> plain(String directory) {
        try {
            JsonNode kustomization = YAML.readTree(
                    DIRECTORY.resolve(directory).resolve("kustomization.yaml").toFile());
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode file : kustomization.path("resources")) {
                if (Files.isDirectory(DIRECTORY.resolve(directory).resolve(file.asText()))) {
                    all.addAll(plain(directory + "/" + file.asText()));
                    continue;
                }
                all.addAll(
                        documents(Files.readString(DIRECTORY.resolve(directory).resolve(file.asText()))));
            }
            for (JsonNode made : kustomization.path("configMapGenerator")) {
                ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
                map.putObject("metadata")
                        .put("name", made.path("name").asText())
                        .put("namespace", made.path("namespace").asText());
                ObjectNode data = map.putObject("data");
                for (JsonNode file : made.path("files")) {
                    data.put(
                            file.asText(),
                            Files.readString(DIRECTORY.resolve(directory).resolve(file.asText())));
                }
                all.add(map);
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Helm makes of the chart, with values of a file's text. */
    static List<JsonNode> chart(String... values) {
        try {
            return documents(CHARTS.computeIfAbsent(List.of(values), Manifests::rendered));
        } catch (LinkageError e) {
            return abort("Helm's library does not run on this machine: " + e);
        }
    }

    private static String rendered(List<String> values) {
        TemplateCommand template = new Helm(
                        DIRECTORY.resolve("chart").toAbsolutePath().normalize())
                .template()
                .withName("sluice")
                .withNamespace("sluice");
        for (int i = 0; i < values.size(); i += 2) {
            template.set(values.get(i), values.get(i + 1));
        }
        return template.call();
    }

    /** Documents of a text, with anchors resolved as YAML means them. */
    private static List<JsonNode> documents(String text) {
        List<JsonNode> all = new ArrayList<>();
        for (Object document : new Yaml().loadAll(text)) {
            if (document instanceof Map<?, ?> map) {
                all.add(JSON.valueToTree(map));
            }
        }
        return all;
    }

    /** The objects of a kind. */
    static List<JsonNode> of(List<JsonNode> all, String kind) {
        return all.stream()
                .filter(one -> one.path("kind").asText().equals(kind))
                .toList();
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** The pod templates among the objects. */
    static List<JsonNode> pods(List<JsonNode> all) {
        return Stream.concat(of(all, "Deployment").stream(), of(all, "StatefulSet").stream())
                .map(one -> one.path("spec").path("template"))
                .toList();
    }

    /** The containers of a pod template, those before the start included. */
    static List<JsonNode> containers(JsonNode pod) {
        List<JsonNode> all = new ArrayList<>();
        pod.path("spec").path("initContainers").forEach(all::add);
        pod.path("spec").path("containers").forEach(all::add);
        return all;
    }
}
