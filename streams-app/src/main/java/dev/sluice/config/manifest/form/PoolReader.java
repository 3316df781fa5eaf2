package dev.sluice.config.manifest.form;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.Pool.Spot;
import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.Optional;

/** Reads what a pool's document says of it. */
public final class PoolReader {
    private PoolReader() {}

    /** The pool of that name; where it is empty the document's problems say why. */
    public static Optional<Pool> read(String name, YamlValue spec) {
        YamlKeys keys = spec.keys("price", "limit", "leadTime", "resources", "spot");
        Optional<Double> price = keys.required("price").flatMap(YamlValue::number);
        int limit = keys.whole("limit", Pool.UNLIMITED, Limits.REPLICAS);
        Duration leadTime = keys.length("leadTime", Limits.LEAD_TIME_MS).orElse(Duration.ZERO);
        Resources resources =
                keys.at("resources").flatMap(SizeReader::resources).orElse(Resources.NONE);
        Optional<Spot> spot = keys.at("spot").flatMap(PoolReader::spot);
        return price.flatMap(p -> spec.made(() -> new Pool(name, resources, p, limit, leadTime, spot)));
    }

    private static Optional<Spot> spot(YamlValue spot) {
        return spot.keys("interruptionsPerHour")
                .required("interruptionsPerHour")
                .flatMap(YamlValue::number)
                .flatMap(rate -> spot.made(() -> new Spot(rate)));
    }
}
