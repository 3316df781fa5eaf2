package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.text.Durations;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How bounds on the times of tokens are written in files: {@code {firstToken: {below: 1.5s}, interToken: {below: 100ms}}}. */
final class TokensForm {
    private static final String FIRST = "firstToken";
    private static final String INTER = "interToken";

    private TokensForm() {}

    /** Reads both parts. A part that is wrong is noted, and leaves the objective empty: it is not the same without it. */
    static Optional<Tokens> read(YamlValue value) {
        YamlKeys keys = value.keys(FIRST, INTER);
        Optional<FirstToken> first = keys.at(FIRST).flatMap(TokensForm::first);
        Optional<InterToken> inter = keys.at(INTER).flatMap(TokensForm::inter);
        boolean whole = first.isPresent() == keys.has(FIRST) && inter.isPresent() == keys.has(INTER);
        return whole ? value.made(() -> new Tokens(first, inter)) : Optional.empty();
    }

    private static Optional<FirstToken> first(YamlValue value) {
        YamlKeys keys = value.keys("quantile", "below", "slack");
        double quantile = keys.share("quantile", FirstToken.QUANTILE);
        double slack = keys.number("slack", FirstToken.SLACK);
        Optional<Duration> below = keys.required("below").flatMap(v -> v.fineLength(Limits.LATENCY_MS));
        return below.flatMap(b -> value.made(() -> new FirstToken(quantile, b, slack)));
    }

    private static Optional<InterToken> inter(YamlValue value) {
        YamlKeys keys = value.keys("quantile", "below");
        double quantile = keys.share("quantile", InterToken.QUANTILE);
        Optional<Duration> below = keys.required("below").flatMap(v -> v.fineLength(Limits.LATENCY_MS));
        return below.flatMap(b -> value.made(() -> new InterToken(quantile, b)));
    }

    static Object text(Tokens tokens) {
        Map<String, Object> parts = new LinkedHashMap<>();
        tokens.firstToken().ifPresent(first -> {
            Map<String, Object> keys = bound(first.quantile(), first.below());
            keys.put("slack", first.slack());
            parts.put(FIRST, keys);
        });
        tokens.interToken().ifPresent(inter -> parts.put(INTER, bound(inter.quantile(), inter.below())));
        return parts;
    }

    private static Map<String, Object> bound(double quantile, Duration below) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("quantile", quantile);
        keys.put("below", Durations.text(below));
        return keys;
    }
}
