package dev.sluice.executor;

import dev.sluice.allocation.weights.EnvoyEndpoints;
import dev.sluice.allocation.weights.NginxUpstream;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.allocation.weights.WeightsJson;
import dev.sluice.executor.settings.Fingerprint;
import java.util.Arrays;
import java.util.Locale;

/** A way to write weights down, by the name that a setting calls it. */
public enum WeightFormat {
    /** An upstream block for nginx. */
    NGINX(".nginx.conf", true) {
        @Override
        public String render(Weights weights) {
            return NginxUpstream.render(weights);
        }
    },
    /** Endpoints for Envoy's discovery by files. */
    ENVOY(".envoy.json", true) {
        @Override
        public String render(Weights weights) {
            // the same weights have the same version, also after a restart
            return EnvoyEndpoints.render(weights, Fingerprint.of(JSON.render(weights)));
        }
    },
    /** Plain JSON. */
    JSON(".weights.json", false) {
        @Override
        public String render(Weights weights) {
            return WeightsJson.render(weights) + "\n";
        }
    };

    private final String suffix;
    private final boolean byAddress;

    WeightFormat(String suffix, boolean byAddress) {
        this.suffix = suffix;
        this.byAddress = byAddress;
    }

    /** The weights in this format, ended by a line's end. */
    public abstract String render(Weights weights);

    /** Whether a load balancer could use it: some formats name backends by address, and none has one. */
    public boolean fits(Weights weights) {
        return !byAddress
                || weights.shares().stream()
                        .anyMatch(share -> share.backend().address().isPresent());
    }

    /** What its file is called where one service has a place of its own. */
    public String fileName() {
        return suffix.substring(1);
    }

    /** End of the names of its files. */
    public String suffix() {
        return suffix;
    }

    /** Name in settings. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of this name; {@link IllegalArgumentException} lists them all. */
    public static WeightFormat of(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of "
                        + Arrays.stream(values()).map(WeightFormat::word).toList()));
    }
}
