package dev.sluice.cli.learn;

import dev.sluice.demand.Signal;
import dev.sluice.simulator.history.Measure;
import dev.sluice.text.NumberText;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The queries of servers that many run. Names of metrics are those of their documentation; of several names for the same
 * (older and newer versions, OpenTelemetry's and others) the first that has samples counts.
 */
enum Preset {
    /** HTTP servers: OpenTelemetry, Micrometer, and Prometheus' client libraries. */
    HTTP {
        @Override
        Map<Measure, String> queries(Queries q, OptionalDouble quantile) {
            List<String> names = List.of(
                    "http_server_request_duration_seconds",
                    "http_server_requests_seconds",
                    "http_request_duration_seconds");
            Map<Measure, String> all = new EnumMap<>(Measure.class);
            all.put(Measure.REQUESTS, q.first(names, name -> q.rate(name + "_count")));
            all.put(
                    Measure.ERRORS,
                    q.first(
                            List.of(
                                    "http_server_request_duration_seconds_count{%s,http_response_status_code=~\"5..\"}",
                                    "http_server_requests_seconds_count{%s,status=~\"5..\"}",
                                    "http_request_duration_seconds_count{%s,code=~\"5..\"}",
                                    "http_request_duration_seconds_count{%s,status=~\"5..\"}"),
                            q::rateOf));
            all.put(Measure.LATENCY_MEAN, q.first(names, q::mean));
            quantile.ifPresent(share -> all.put(Measure.LATENCY_TAIL, q.first(names, name -> q.tail(name, share))));
            all.put(Measure.REPLICAS, q.first(names, name -> q.instances(name + "_count")));
            return all;
        }
    },
    /** vLLM. */
    VLLM {
        @Override
        Map<Measure, String> queries(Queries q, OptionalDouble quantile) {
            Map<Measure, String> all = new EnumMap<>(Measure.class);
            all.put(Measure.REQUESTS, q.rate("vllm:time_to_first_token_seconds_count"));
            all.put(Measure.PROMPT_TOKENS, q.rate("vllm:prompt_tokens_total"));
            all.put(
                    Measure.CACHED_PROMPT_TOKENS,
                    q.first(
                            List.of(
                                    "vllm:prompt_tokens_cached_total",
                                    "vllm:prefix_cache_hits_total",
                                    "vllm:gpu_prefix_cache_hits_total"),
                            q::rate));
            all.put(Measure.OUTPUT_TOKENS, q.rate("vllm:generation_tokens_total"));
            all.put(Measure.FIRST_TOKEN_MEAN, q.mean("vllm:time_to_first_token_seconds"));
            all.put(
                    Measure.INTER_TOKEN_MEAN,
                    q.first(
                            List.of(
                                    "vllm:request_time_per_output_token_seconds",
                                    "vllm:inter_token_latency_seconds",
                                    "vllm:time_per_output_token_seconds"),
                            q::mean));
            all.put(Measure.RUNNING, q.sum("vllm:num_requests_running"));
            all.put(Measure.WAITING, q.sum("vllm:num_requests_waiting"));
            all.put(Measure.REPLICAS, q.instances("vllm:num_requests_running"));
            return all;
        }
    },
    /** SGLang. */
    SGLANG {
        @Override
        Map<Measure, String> queries(Queries q, OptionalDouble quantile) {
            Map<Measure, String> all = new EnumMap<>(Measure.class);
            all.put(Measure.REQUESTS, q.rate("sglang:time_to_first_token_seconds_count"));
            all.put(Measure.PROMPT_TOKENS, q.rate("sglang:prompt_tokens_total"));
            all.put(Measure.CACHED_PROMPT_TOKENS, q.rate("sglang:cached_tokens_total"));
            all.put(Measure.OUTPUT_TOKENS, q.rate("sglang:generation_tokens_total"));
            all.put(Measure.FIRST_TOKEN_MEAN, q.mean("sglang:time_to_first_token_seconds"));
            all.put(
                    Measure.INTER_TOKEN_MEAN,
                    q.first(
                            List.of("sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"),
                            q::mean));
            all.put(Measure.RUNNING, q.sum("sglang:num_running_reqs"));
            all.put(Measure.WAITING, q.sum("sglang:num_queue_reqs"));
            all.put(Measure.REPLICAS, q.instances("sglang:num_running_reqs"));
            return all;
        }
    };

    /** What is asked of each measure; {@code quantile} is that of the policy's latency objective. */
    abstract Map<Measure, String> queries(Queries q, OptionalDouble quantile);

    /** The demand in a signal; empty if the servers do not tell it. */
    Optional<String> demand(Queries q, Signal signal) {
        Map<Measure, String> all = queries(q, OptionalDouble.empty());
        String prompts = all.get(Measure.PROMPT_TOKENS);
        return switch (signal) {
            case REQUESTS, BACKLOG, LAG -> Optional.ofNullable(all.get(Measure.REQUESTS));
            case CONCURRENCY -> Optional.ofNullable(all.get(Measure.RUNNING));
            case TOKENS ->
                Optional.ofNullable(prompts)
                        .map(p -> "clamp_min((" + p + ") - ((" + all.get(Measure.CACHED_PROMPT_TOKENS)
                                + ") or vector(0)), 0) + (" + all.get(Measure.OUTPUT_TOKENS) + ")");
            case UNITS, CPU, GPU -> Optional.empty();
        };
    }

    /**
     * PromQL of some series.
     *
     * @param match labels that they have, such as {@code job="shop"}
     * @param range what a rate is taken over, such as {@code 1m}
     */
    record Queries(String match, String range) {
        String rate(String name) {
            return rateOf(name + "{%s}");
        }

        /** A rate, from one range after the series began: before, it counts time in which nothing was scraped. */
        String rateOf(String selector) {
            String series = selector.replace("%s", match);
            return "(sum(rate(" + series + "[" + range + "])) and sum(" + series + " offset " + range + "))";
        }

        String mean(String name) {
            return rate(name + "_sum") + " / " + rate(name + "_count");
        }

        String tail(String name, double quantile) {
            return "histogram_quantile(" + NumberText.exactly(quantile) + ", sum by (le) (rate(" + name + "_bucket{"
                    + match + "}[" + range + "])))";
        }

        String sum(String name) {
            return "sum(" + name + "{" + match + "})";
        }

        String instances(String name) {
            return "count(count by (instance) (" + name + "{" + match + "}))";
        }

        String first(List<String> names, Function<String, String> query) {
            return names.stream().map(query).collect(Collectors.joining(" or "));
        }
    }
}
