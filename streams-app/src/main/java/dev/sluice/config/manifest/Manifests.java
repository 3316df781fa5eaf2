package dev.sluice.config.manifest;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.config.manifest.yaml.Places;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.schemas.IoFault;
import dev.sluice.text.NumberText;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Policies, pools and budgets as YAML files, several documents of any kind a file. */
public final class Manifests {
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final List<Manifest> found = new ArrayList<>();
    private final List<Document> policies = new ArrayList<>();
    private final Map<String, Path> seen = new HashMap<>();

    private Manifests() {}

    /** A policy and where it stands. */
    private record Document(ScalingPolicy policy, YamlValue root) {}

    /**
     * What these files declare, in their order.
     *
     * @throws InvalidManifestException with everything that is wrong in any of them
     */
    public static List<Manifest> read(List<Path> files) {
        Manifests reading = new Manifests();
        files.forEach(reading::read);
        return reading.all();
    }

    /**
     * What a text declares that came otherwise than in a file; {@code name} stands for the file in what is wrong.
     *
     * @throws InvalidManifestException with everything that is wrong in it
     */
    public static List<Manifest> parse(String name, String text) {
        Manifests reading = new Manifests();
        reading.read(Path.of(name), () -> new StringReader(text));
        return reading.all();
    }

    private List<Manifest> all() {
        policies.forEach(this::minimumsFit);
        if (!problems.isEmpty()) {
            throw new InvalidManifestException(problems);
        }
        return found;
    }

    /** Of a pool that is declared beside it, no policy needs more than the pool has. */
    private void minimumsFit(Document document) {
        List<PoolTerms> terms = document.policy().placement().pools();
        for (int i = 0; i < terms.size(); i++) {
            String pool = terms.get(i).pool();
            int min = terms.get(i).min();
            String key = "spec.pools[" + i + "].min";
            limit(pool).ifPresent(limit -> fits(document, key, min, pool, limit));
        }
        if (terms.size() == 1) {
            String only = terms.get(0).pool();
            int min = document.policy().replicas().min();
            limit(only).ifPresent(limit -> fits(document, "spec.replicas.min", min, only, limit));
        }
    }

    private static void fits(Document document, String key, int min, String pool, int limit) {
        if (min > limit) {
            Places.nearest(document.root(), key)
                    .wrong("must be at most the limit of pool " + pool + ", which is " + NumberText.exactly(limit));
        }
    }

    private OptionalInt limit(String pool) {
        return found.stream()
                .filter(manifest ->
                        manifest instanceof Manifest.OfPool && manifest.name().equals(pool))
                .mapToInt(manifest -> ((Manifest.OfPool) manifest).pool().limit())
                .findFirst();
    }

    /** The policies among them. */
    public static List<ScalingPolicy> policies(List<Path> files) {
        return read(files).stream()
                .filter(Manifest.OfService.class::isInstance)
                .map(manifest -> ((Manifest.OfService) manifest).policy())
                .toList();
    }

    private void read(Path file) {
        read(file, () -> Files.newBufferedReader(file));
    }

    /** Opens what is read. */
    @FunctionalInterface
    private interface Opening {
        Reader open() throws IOException;
    }

    private void read(Path file, Opening opening) {
        int number = 0;
        try (Reader in = opening.open()) {
            for (Node node : new Yaml(options()).composeAll(in)) {
                number++;
                if (!Tag.NULL.equals(node.getTag())) {
                    document(new YamlValue(new YamlValue.Document(file, number, problems), "", node), file);
                }
            }
            if (number == 0) {
                problems.add(new ManifestProblem(file, 0, 1, "", "", "declares nothing"));
            }
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + IoFault.describe(e) : "there is no such file";
            problems.add(new ManifestProblem(file, 0, 1, "", "", why));
        } catch (YAMLException e) {
            problems.add(malformed(file, number + 1, e));
        }
    }

    private void document(YamlValue root, Path file) {
        int before = problems.size();
        Optional<Manifest> read = ManifestReader.read(root);
        if (read.isEmpty() || problems.size() > before) {
            return;
        }
        Manifest manifest = read.get();
        manifest.beyondLimits().forEach(beyond -> beyondLimits(root, manifest, beyond));
        String what = manifest.kind() + " for " + manifest.name();
        Path other = seen.putIfAbsent(what, file);
        if (other != null) {
            Places.nearest(root, "metadata.name").wrong("a " + what + " stands already in " + other);
        }
        found.add(manifest);
        if (manifest instanceof Manifest.OfService service) {
            policies.add(new Document(service.policy(), root));
        }
    }

    private static void beyondLimits(YamlValue root, Manifest manifest, String beyond) {
        String[] words = beyond.split(" ", 2);
        Places.nearest(root, RecordFields.keys(manifest, words[0])).wrong(words[1]);
    }

    /** What is wrong with a file that is no YAML. */
    static ManifestProblem malformed(Path file, int document, YAMLException e) {
        if (e.getCause() instanceof IOException io) {
            String why = io instanceof CharacterCodingException
                    ? "is not UTF-8 text"
                    : "cannot be read: " + IoFault.describe(io);
            return new ManifestProblem(file, 0, document, "", "", why);
        }
        boolean marked = e instanceof MarkedYAMLException m && m.getProblemMark() != null;
        int line = marked ? ((MarkedYAMLException) e).getProblemMark().getLine() + 1 : 0;
        String said = e instanceof MarkedYAMLException m ? m.getProblem() : e.getMessage();
        return new ManifestProblem(file, line, document, "", "", "is not valid YAML: " + said);
    }

    /** How YAML is read everywhere. */
    static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setMergeOnCompose(true);
        options.setNestingDepthLimit(20);
        return options;
    }
}
