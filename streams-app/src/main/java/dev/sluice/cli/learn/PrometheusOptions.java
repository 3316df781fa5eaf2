package dev.sluice.cli.learn;

import dev.sluice.config.text.Durations;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.IoFault;
import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What to ask Prometheus, and how. */
final class PrometheusOptions {
    /** A rate over less than a minute misses samples of usual intervals. */
    private static final Duration LEAST_RATE = Duration.ofMinutes(1);

    private static final Pattern NAMED = Pattern.compile("([a-z_]+)=(?![=~])(.*)", Pattern.DOTALL);

    @Option(
            names = "--preset",
            paramLabel = "http|vllm|sglang",
            description = "Asks Prometheus for what servers of this kind tell: demand, replicas, latencies, tokens. So"
                    + " it is learned what a replica serves, too.")
    private @Nullable Preset preset;

    @Option(
            names = "--match",
            paramLabel = "LABELS",
            description = "Labels of the series of --preset, such as 'namespace=\"shop\",job=\"checkout\"'"
                    + " (default: job=\"SERVICE\").")
    private @Nullable String match;

    @Option(
            names = "--query",
            paramLabel = "[MEASURE=]PROMQL",
            description = "What to ask Prometheus: one series of demand in the unit of the policy's signal, per second"
                    + " or the level. A rate over a minute smooths what happens within it. MEASURE=PROMQL asks for"
                    + " something else, or otherwise than --preset; may be repeated. Measures: requests, errors,"
                    + " completed, units, prompt_tokens, cached_prompt_tokens, output_tokens (per second); replicas,"
                    + " concurrency, cpu, gpu, running, waiting; latency_mean, latency_tail, first_token_mean,"
                    + " inter_token_mean (seconds).")
    private List<String> queries = new ArrayList<>();

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            description = "A header for Prometheus, such as 'X-Scope-OrgID: team'. May be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = "--bearer-file",
            paramLabel = "FILE",
            description = "A file with the bearer token for Prometheus. It is not taken from the command line, where"
                    + " others see it.")
    private @Nullable Path bearer;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /**
     * What to read.
     *
     * @param end of the newest sample
     * @param range how far back
     * @param every time between two samples
     * @param window length of a window
     */
    record Period(Instant end, Duration range, Duration every, Duration window) {}

    /** What a server knows of the past under a policy. */
    Past past(String address, ScalingPolicy policy, Period period, Consumer<String> progress) {
        OptionalDouble quantile = policy.objective().latencyBound().stream()
                .mapToDouble(bound -> bound.quantile())
                .findFirst();
        Map<Measure, String> measures = measures(policy, period, quantile);
        String demand = demand(policy, measures, period).orElseThrow(() -> missing(address, policy));
        PrometheusApi api = new PrometheusApi(address, headers());
        Past past = new PrometheusPast(series(api, period, period.every(), progress), demand, period.window())
                .read("prometheus " + address);
        Duration coarse = longer(period.every());
        PrometheusMeasures asked = new PrometheusMeasures(series(api, period, coarse, progress));
        List<MeasuredStep> steps = asked.read(measures, quantile.orElse(.5));
        List<String> unknown = new ArrayList<>(past.unknown());
        unknown.addAll(asked.unknown());
        unknown.addAll(LessonText.coarse(period.every(), period.window()));
        return new Past(past.demand(), steps, past.source(), unknown);
    }

    private static PrometheusSeries series(
            PrometheusApi api, Period period, Duration every, Consumer<String> progress) {
        long ms = every.toMillis();
        Instant end = Instant.ofEpochMilli(Math.floorDiv(period.end().toEpochMilli(), ms) * ms);
        return new PrometheusSeries(api, end.minus(period.range()), end, every, progress);
    }

    private static Duration longer(Duration every) {
        return every.compareTo(LEAST_RATE) < 0 ? LEAST_RATE : every;
    }

    private Preset.Queries asking(ScalingPolicy policy, Period period) {
        String labels = match == null ? "job=\"" + policy.service() + "\"" : match;
        return new Preset.Queries(labels, Durations.text(longer(period.every())));
    }

    private Map<Measure, String> measures(ScalingPolicy policy, Period period, OptionalDouble quantile) {
        Map<Measure, String> all = new EnumMap<>(Measure.class);
        if (preset != null) {
            all.putAll(preset.queries(asking(policy, period), quantile));
        }
        for (String query : queries) {
            Matcher named = NAMED.matcher(query);
            if (named.matches() && !named.group(1).equals("demand")) {
                all.put(measure(named.group(1)), named.group(2));
            }
        }
        return all;
    }

    private Measure measure(String title) {
        return Measure.of(title)
                .orElseThrow(() -> usage("--query names '" + title + "', which is not demand or one of "
                        + Arrays.stream(Measure.values()).map(Measure::title).collect(Collectors.joining(", "))));
    }

    private Optional<String> demand(ScalingPolicy policy, Map<Measure, String> measures, Period period) {
        Optional<String> stated = Optional.empty();
        for (String query : queries) {
            Matcher named = NAMED.matcher(query);
            boolean other = named.matches() && !named.group(1).equals("demand");
            if (!other && stated.isPresent()) {
                throw usage("--query asks for demand twice");
            }
            stated = other ? stated : Optional.of(named.matches() ? named.group(2) : query);
        }
        Signal signal = policy.demand().signal();
        Optional<String> own =
                signal.countsRequests() ? Optional.ofNullable(measures.get(Measure.REQUESTS)) : Optional.empty();
        return stated.or(() -> own)
                .or(() -> preset == null ? Optional.empty() : preset.demand(asking(policy, period), signal));
    }

    private RuntimeException missing(String address, ScalingPolicy policy) {
        return preset == null || address.isEmpty()
                ? usage(
                        "--from prometheus=URL needs the address and --query, such as 'sum(rate(http_requests_total{job=\""
                                + policy.service() + "\"}[1m]))', or --preset")
                : usage("the policy is sized by " + policy.demand().signal() + ", which --preset "
                        + preset.name().toLowerCase(Locale.ROOT) + " does not tell: say --query PROMQL");
    }

    private Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw usage("--header is '" + header + "', not 'NAME: VALUE'");
            }
            all.put(
                    header.substring(0, colon).strip(),
                    header.substring(colon + 1).strip());
        }
        if (bearer != null) {
            all.put("Authorization", "Bearer " + token(bearer));
        }
        return all;
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("--bearer-file " + file + " cannot be read: " + IoFault.describe(e), e);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
