package dev.sluice.config.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests that the documentation shows, and those of its examples. */
public final class DocumentedManifests {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private DocumentedManifests() {}

    /** All of them, as JSON. */
    public static List<JsonNode> all() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> files = Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)) {
            List<JsonNode> all = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                for (String text : texts(file)) {
                    add(text, all);
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(Path file) throws IOException {
        if (file.toString().endsWith(".yaml")) {
            return List.of(Files.readString(file));
        }
        List<String> blocks = new ArrayList<>();
        if (file.toString().endsWith(".md")) {
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                blocks.add(block.group(1));
            }
        }
        return blocks;
    }

    private static void add(String text, List<JsonNode> all) throws IOException {
        if (!text.contains("apiVersion: " + ManifestReader.API_VERSION)) {
            return;
        }
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            documents.forEachRemaining(document -> {
                if (document.path("apiVersion").asText().equals(ManifestReader.API_VERSION)) {
                    all.add(document);
                }
            });
        }
    }
}
