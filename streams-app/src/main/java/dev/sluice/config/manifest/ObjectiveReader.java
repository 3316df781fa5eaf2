package dev.sluice.config.manifest;

import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.Optional;

/** Reads the promise that sizes a service. */
final class ObjectiveReader {
    private ObjectiveReader() {}

    static Optional<Objective> read(YamlValue objective) {
        YamlKeys keys = objective.keys("unserved", "latency", "drain", "deadline");
        if (keys.size() != 1) {
            objective.wrong("must be one of unserved, latency, drain and deadline");
            return Optional.empty();
        }
        Optional<Objective> unserved = keys.at("unserved").flatMap(ObjectiveReader::unserved);
        Optional<Objective> latency = keys.at("latency").flatMap(ObjectiveReader::latency);
        Optional<Objective> drain =
                keys.at("drain").flatMap(v -> v.length().flatMap(within -> v.made(() -> new Objective.Drain(within))));
        Optional<Objective> deadline =
                keys.at("deadline").flatMap(YamlValue::time).map(Objective.Deadline::new);
        return unserved.or(() -> latency).or(() -> drain).or(() -> deadline);
    }

    private static Optional<Objective> unserved(YamlValue value) {
        return value.share().flatMap(share -> value.made(() -> new Objective.Unserved(share)));
    }

    private static Optional<Objective> latency(YamlValue latency) {
        YamlKeys keys = latency.keys("quantile", "below");
        Optional<Double> quantile = keys.required("quantile").flatMap(YamlValue::share);
        Optional<Duration> below = keys.required("below").flatMap(YamlValue::fineLength);
        return quantile.flatMap(q -> below.flatMap(b -> latency.made(() -> new Objective.Latency(q, b))));
    }
}
