package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.util.Optional;

/** Reads how large a replica may be, and amounts of resources. */
final class SizeReader {
    private SizeReader() {}

    static Optional<SizeTerms> terms(YamlValue size) {
        YamlKeys keys = size.keys("mode", "gpuSlice", "least", "most");
        Mode mode = keys.at("mode").flatMap(v -> v.oneOf(Mode.values())).orElse(Mode.ADVISE);
        double gpuSlice = keys.number("gpuSlice", 1);
        Optional<Resources> least = keys.at("least").flatMap(SizeReader::resources);
        Optional<Resources> most = keys.at("most").flatMap(SizeReader::resources);
        return size.made(() -> new SizeTerms(mode, gpuSlice, least, most));
    }

    /** Amounts of resources; what is not said is zero. */
    static Optional<Resources> resources(YamlValue resources) {
        YamlKeys keys = resources.keys("cpu", "memory", "gpu", "gpuMemory", "storage");
        double cpu = keys.number("cpu", 0);
        long memory = keys.at("memory").flatMap(YamlValue::bytes).orElse(0L);
        double gpu = keys.number("gpu", 0);
        long gpuMemory = keys.at("gpuMemory").flatMap(YamlValue::bytes).orElse(0L);
        long storage = keys.at("storage").flatMap(YamlValue::bytes).orElse(0L);
        return resources.made(() -> new Resources(cpu, memory, gpu, gpuMemory, storage));
    }
}
