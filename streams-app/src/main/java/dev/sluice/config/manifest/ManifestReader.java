package dev.sluice.config.manifest;

import dev.sluice.config.manifest.form.BudgetReader;
import dev.sluice.config.manifest.form.PolicyReader;
import dev.sluice.config.manifest.form.PoolReader;
import dev.sluice.config.manifest.yaml.Shape;
import dev.sluice.config.manifest.yaml.ShapeProbe;
import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads one YAML document, and notes all that is wrong with it. */
public final class ManifestReader {
    public static final String API_VERSION = "sluice.dev/v1";

    private static final Map<String, Manifest.Kind> KINDS = kinds();

    private ManifestReader() {}

    /** What a document declares; where it is empty the document's problems say why. */
    static Optional<Manifest> read(YamlValue root) {
        YamlKeys top = root.keys("apiVersion", "kind", "metadata", "spec");
        top.required("apiVersion").ifPresent(v -> v.oneOf(Map.of(API_VERSION, API_VERSION)));
        Optional<Manifest.Kind> kind = top.required("kind").flatMap(v -> v.oneOf(KINDS));
        String name = top.required("metadata").flatMap(ManifestReader::name).orElse("?");
        Optional<YamlValue> spec = top.required("spec");
        return kind.flatMap(k -> spec.flatMap(s -> read(k, name, s)));
    }

    /** The name that is declared. What else objects of Kubernetes have beside it is passed over. */
    private static Optional<String> name(YamlValue metadata) {
        YamlKeys keys = metadata.keys("name", "namespace", "labels", "annotations");
        Optional<String> name = keys.required("name").flatMap(YamlValue::text);
        return keys.at("annotations")
                .flatMap(all -> Optional.ofNullable(all.named().get(Manifest.NAME_ANNOTATION)))
                .flatMap(YamlValue::text)
                .or(() -> name);
    }

    /** What may stand under {@code spec} of a kind. */
    public static Shape shape(Manifest.Kind kind) {
        return ShapeProbe.of(spec -> {
            Optional<Manifest> unused = read(kind, "probe", spec);
        });
    }

    private static Optional<Manifest> read(Manifest.Kind kind, String name, YamlValue spec) {
        return switch (kind) {
            case POLICY -> PolicyReader.read(name, spec).map(Manifest.OfService::new);
            case POOL -> PoolReader.read(name, spec).map(Manifest.OfPool::new);
            case BUDGET -> BudgetReader.read(spec).map(budget -> new Manifest.OfTenant(name, budget));
        };
    }

    private static Map<String, Manifest.Kind> kinds() {
        Map<String, Manifest.Kind> kinds = new LinkedHashMap<>();
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            kinds.put(kind.written(), kind);
        }
        return kinds;
    }
}
