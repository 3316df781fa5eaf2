package dev.sluice.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.series.ReporterState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** What the servers of large models show to Prometheus, ten seconds apart, and the event that it becomes. */
final class ModelServersTest {
    private static final long WALL = 1_800_000_000_000L;
    private static final Pattern LINE = Pattern.compile("([\\w:]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern COUNTS = Pattern.compile(".*_(total|count|sum|bucket)");

    private final Mapping mapping = Mapping.builtIn();
    private final ReporterState state = new ReporterState();
    private final ReporterKey chat = new ReporterKey("chat", "", "gpu-0", dev.sluice.ingest.export.Role.Kind.DEMAND);
    private final List<RequestRateEvent> events = new ArrayList<>();
    private long seconds;

    /** The server is asked for its metrics, as text. */
    private void scraped(String text) {
        seconds += 10;
        Refusals refusals = new Refusals();
        Mapper mapper = new Mapper(mapping, Map.of("job", "chat", "instance", "gpu-0"), WALL, refusals);
        text.lines().filter(line -> !line.isBlank()).forEach(line -> mapper.add(point(line)));
        assertThat(refusals.reasons()).isEmpty();
        for (Export export : mapper.exports()) {
            assertThat(export.reporter()).isEqualTo(chat);
            state.take(export, WALL).ifPresent(this::sent);
        }
    }

    private void sent(SpecificRecord event) {
        events.add((RequestRateEvent) event);
    }

    private Point point(String line) {
        Matcher parts = LINE.matcher(line.strip());
        assertThat(parts.matches()).as(line).isTrue();
        Map<String, String> labels = new HashMap<>();
        Matcher label = LABEL.matcher(Objects.requireNonNullElse(parts.group(2), ""));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        Temporality temporality = COUNTS.matcher(parts.group(1)).matches() ? Temporality.CUMULATIVE : Temporality.LEVEL;
        long time = (WALL / 1000 - 1000 + seconds) * 1_000_000_000L;
        return new Point(
                parts.group(1), "", labels, temporality, 0, time, new Value.Amount(Double.parseDouble(parts.group(3))));
    }

    private RequestRateEvent event() {
        state.due(chat).ifPresent(this::sent);
        assertThat(events).isNotEmpty();
        return events.get(events.size() - 1);
    }

    private static long total(LatencyHistogram times) {
        return times.getCounts().stream().mapToLong(Long::longValue).sum() + times.getZeroCount();
    }

    /** Upper bound of the last bucket with a value, ms. */
    private static double largest(LatencyHistogram times) {
        int last = times.getOffset() + times.getCounts().size();
        return Math.pow(2, last * Math.pow(2, -times.getScale()));
    }

    @Test
    void vllm() {
        scraped("""
                vllm:num_requests_running{engine="0",model_name="m"} 9
                vllm:num_requests_waiting{engine="0",model_name="m"} 1
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.2
                vllm:prompt_tokens_total{engine="0",model_name="m"} 100000
                vllm:prompt_tokens_cached_total{engine="0",model_name="m"} 40000
                vllm:prefix_cache_queries_total{engine="0",model_name="m"} 100000
                vllm:prefix_cache_hits_total{engine="0",model_name="m"} 41000
                vllm:generation_tokens_total{engine="0",model_name="m"} 20000
                vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} 100
                vllm:e2e_request_latency_seconds_count{engine="0",model_name="m"} 100
                vllm:time_to_first_token_seconds_bucket{engine="0",le="0.25",model_name="m"} 60
                vllm:time_to_first_token_seconds_bucket{engine="0",le="0.5",model_name="m"} 100
                vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 100
                vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 100
                vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 21.5
                vllm:request_time_per_output_token_seconds_bucket{engine="0",le="0.05",model_name="m"} 100
                vllm:request_time_per_output_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 100
                vllm:inter_token_latency_seconds_bucket{engine="0",le="0.05",model_name="m"} 19000
                vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="m"} 19900
                """);
        scraped("""
                vllm:num_requests_running{engine="0",model_name="m"} 14
                vllm:num_requests_waiting{engine="0",model_name="m"} 3
                vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.31
                vllm:prompt_tokens_total{engine="0",model_name="m"} 124000
                vllm:prompt_tokens_cached_total{engine="0",model_name="m"} 49000
                vllm:prefix_cache_queries_total{engine="0",model_name="m"} 130000
                vllm:prefix_cache_hits_total{engine="0",model_name="m"} 66000
                vllm:generation_tokens_total{engine="0",model_name="m"} 25500
                vllm:request_success_total{engine="0",finished_reason="stop",model_name="m"} 124
                vllm:e2e_request_latency_seconds_count{engine="0",model_name="m"} 124
                vllm:time_to_first_token_seconds_bucket{engine="0",le="0.25",model_name="m"} 70
                vllm:time_to_first_token_seconds_bucket{engine="0",le="0.5",model_name="m"} 130
                vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 130
                vllm:time_to_first_token_seconds_count{engine="0",model_name="m"} 130
                vllm:time_to_first_token_seconds_sum{engine="0",model_name="m"} 33
                vllm:request_time_per_output_token_seconds_bucket{engine="0",le="0.05",model_name="m"} 124
                vllm:request_time_per_output_token_seconds_bucket{engine="0",le="+Inf",model_name="m"} 124
                vllm:inter_token_latency_seconds_bucket{engine="0",le="0.05",model_name="m"} 24000
                vllm:inter_token_latency_seconds_bucket{engine="0",le="+Inf",model_name="m"} 25370
                """);

        RequestRateEvent event = event();
        assertThat(event.getPromptTokens()).isEqualTo(24_000);
        assertThat(event.getCachedPromptTokens()).isEqualTo(9_000);
        assertThat(event.getOutputTokens()).isEqualTo(5_500);
        assertThat(event.getRequests()).isEqualTo(24);
        assertThat(event.getQueueDepth()).isEqualTo(3);
        assertThat(event.getRequestsRunning()).isEqualTo(14);
        assertThat(event.getKvCacheUsage()).isEqualTo(.31);
        assertThat(total(event.getTimeToFirstToken())).isEqualTo(30);
        assertThat(largest(event.getTimeToFirstToken())).isBetween(500., 546.);
        // one for each request, and not one for each gap
        assertThat(total(event.getInterTokenTime())).isEqualTo(24);
        assertThat(event.getUnits()).isEqualTo(29_500);
        assertThat(event.getMeanConcurrency()).isEqualTo(14);
    }

    @Test
    void an_earlier_vllm_with_two_engines_in_one_process() {
        String earlier = """
                vllm:gpu_cache_usage_perc{engine="0"} %s
                vllm:gpu_cache_usage_perc{engine="1"} %s
                vllm:num_requests_running{engine="0"} %s
                vllm:num_requests_running{engine="1"} %s
                vllm:prompt_tokens_total{engine="0"} %s
                vllm:gpu_prefix_cache_hits_total{engine="0"} %s
                vllm:time_per_output_token_seconds_bucket{engine="0",le="0.1"} %s
                """;
        scraped(earlier.formatted("0.1", "0.1", "1", "1", "1000", "0", "10"));
        scraped(earlier.formatted("0.9", "0.5", "7", "5", "3000", "512", "60"));

        assertThat(event().getKvCacheUsage()).isCloseTo(.7, within(1e-9));
        assertThat(event().getRequestsRunning()).isEqualTo(12);
        assertThat(event().getPromptTokens()).isEqualTo(2000);
        assertThat(event().getCachedPromptTokens()).isEqualTo(512);
        assertThat(total(event().getInterTokenTime())).isEqualTo(50);
        assertThat(event().getOutputTokens()).isNull();
    }

    @Test
    void sglang() {
        String sglang = """
                sglang:num_running_reqs{model_name="m"} 21.0
                sglang:num_queue_reqs{model_name="m"} 4.0
                sglang:token_usage{model_name="m"} 0.44
                sglang:prompt_tokens_total{model_name="m"} %s
                sglang:cached_tokens_total{cache_source="device",model_name="m"} %s
                sglang:cached_tokens_total{cache_source="host",model_name="m"} %s
                sglang:generation_tokens_total{model_name="m"} %s
                sglang:time_to_first_token_seconds_bucket{le="0.4",model_name="m"} %s
                sglang:time_to_first_token_seconds_bucket{le="+Inf",model_name="m"} %s
                sglang:inter_token_latency_seconds_bucket{le="0.02",model_name="m"} %s
                sglang:e2e_request_latency_seconds_count{model_name="m"} %s
                """;
        scraped(sglang.formatted("8128", "1000", "0", "7557", "10", "11", "7000", "11"));
        scraped(sglang.formatted("10128", "1300", "200", "8557", "14", "16", "7900", "16"));

        assertThat(event().getPromptTokens()).isEqualTo(2000);
        assertThat(event().getCachedPromptTokens()).isEqualTo(500);
        assertThat(event().getOutputTokens()).isEqualTo(1000);
        assertThat(event().getQueueDepth()).isEqualTo(4);
        assertThat(event().getRequestsRunning()).isEqualTo(21);
        assertThat(event().getKvCacheUsage()).isEqualTo(.44);
        assertThat(event().getRequests()).isEqualTo(5);
        assertThat(total(event().getTimeToFirstToken())).isEqualTo(5);
        assertThat(total(event().getInterTokenTime())).isEqualTo(900);
    }

    @Test
    void trtllm_serve() {
        String trtllm = """
                trtllm_num_requests_running{model_name="m"} 6
                trtllm_num_requests_waiting{model_name="m"} 2
                trtllm_kv_cache_utilization{model_name="m"} 0.05
                trtllm_prompt_tokens_total{model_name="m"} %s
                trtllm_prompt_cached_tokens_total{model_name="m"} %s
                trtllm_prompt_cache_hit_tokens_total{cache_level="0",cache_tier="gpu",model_name="m"} %s
                trtllm_generation_tokens_total{model_name="m"} %s
                trtllm_time_to_first_token_seconds_bucket{le="0.25",model_name="m"} %s
                trtllm_time_per_output_token_seconds_bucket{le="0.025",model_name="m"} %s
                trtllm_e2e_request_latency_seconds_count{model_name="m"} %s
                """;
        scraped(trtllm.formatted("0", "0", "0", "0", "0", "0", "0"));
        scraped(trtllm.formatted("5000", "1000", "1000", "700", "8", "8", "8"));

        assertThat(event().getPromptTokens()).isEqualTo(5000);
        assertThat(event().getCachedPromptTokens()).isEqualTo(1000);
        assertThat(event().getOutputTokens()).isEqualTo(700);
        assertThat(event().getRequests()).isEqualTo(8);
        assertThat(event().getQueueDepth()).isEqualTo(2);
        assertThat(event().getRequestsRunning()).isEqualTo(6);
        assertThat(event().getKvCacheUsage()).isEqualTo(.05);
        assertThat(total(event().getTimeToFirstToken())).isEqualTo(8);
        assertThat(total(event().getInterTokenTime())).isEqualTo(8);
    }

    @Test
    void triton_with_the_backend_of_tensorrt_llm() {
        String triton = """
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="waiting",version="1"} 5
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="scheduled",version="1"} 11
                nv_trt_llm_request_metrics{model="tensorrt_llm",request_type="max",version="1"} 512
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="tokens_per",model="tensorrt_llm",version="1"} 64
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="max",model="tensorrt_llm",version="1"} 6239
                nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type="fraction",model="tensorrt_llm",version="1"} 0.125
                nv_llm_input_token_len_sum{model="tensorrt_llm",response_metric_type="total_input_tokens",version="1"} %s
                nv_llm_input_token_len_count{model="tensorrt_llm",response_metric_type="total_input_tokens",version="1"} 3
                nv_llm_output_token_len_sum{model="tensorrt_llm",response_metric_type="total_output_tokens",version="1"} %s
                nv_inference_first_response_histogram_ms_bucket{model="ensemble",version="1",le="500"} %s
                """;
        scraped(triton.formatted("4096", "512", "7"));
        scraped(triton.formatted("8192", "640", "57"));

        assertThat(event().getPromptTokens()).isEqualTo(4096);
        assertThat(event().getCachedPromptTokens()).isNull();
        assertThat(event().getOutputTokens()).isEqualTo(128);
        assertThat(event().getQueueDepth()).isEqualTo(5);
        assertThat(event().getRequestsRunning()).isEqualTo(11);
        assertThat(event().getKvCacheUsage()).isEqualTo(.125);
        assertThat(largest(event().getTimeToFirstToken())).isBetween(500., 546.);
    }

    @Test
    void the_frontend_of_dynamo() {
        String dynamo = """
                dynamo_frontend_inflight_requests{model="m"} 17
                dynamo_frontend_queued_requests{model="m"} %s
                dynamo_frontend_input_sequence_tokens_sum{model="m"} %s
                dynamo_frontend_input_sequence_tokens_count{model="m"} %s
                dynamo_frontend_cached_tokens_sum{model="m"} %s
                dynamo_frontend_cached_tokens_count{model="m"} 2
                dynamo_frontend_output_tokens_total{model="m"} %s
                dynamo_frontend_output_sequence_tokens_sum{model="m"} 100
                dynamo_frontend_time_to_first_token_seconds_bucket{le="0.47",model="m"} %s
                dynamo_frontend_inter_token_latency_seconds_bucket{le="0.045",model="m"} %s
                dynamo_frontend_request_duration_seconds_count{model="m"} %s
                dynamo_frontend_requests_total{model="m",status="success"} 4
                dynamo_component_gpu_cache_usage_percent{dp_rank="0"} 0.4
                """;
        scraped(dynamo.formatted("1", "9000", "4", "2000", "500", "4", "480", "3"));
        scraped(dynamo.formatted("3", "21000", "10", "5000", "1700", "9", "1600", "8"));

        assertThat(event().getPromptTokens()).isEqualTo(12_000);
        assertThat(event().getCachedPromptTokens()).isEqualTo(3000);
        assertThat(event().getOutputTokens()).isEqualTo(1200);
        assertThat(event().getRequests()).isEqualTo(5);
        assertThat(event().getQueueDepth()).isEqualTo(3);
        assertThat(event().getRequestsRunning()).isEqualTo(17);
        assertThat(event().getKvCacheUsage()).isEqualTo(.4);
        assertThat(event().getUnits()).isEqualTo(13_200);
        assertThat(total(event().getTimeToFirstToken())).isEqualTo(5);
        assertThat(total(event().getInterTokenTime())).isEqualTo(1120);
    }

    @Test
    void a_worker_of_dynamo_that_passes_on_what_its_engine_shows() {
        String worker = """
                vllm:prompt_tokens_total %s
                vllm:kv_cache_usage_perc 0.3
                dynamo_component_gpu_cache_usage_percent 0.4
                """;
        scraped(worker.formatted("100"));
        scraped(worker.formatted("300"));

        assertThat(event().getPromptTokens()).isEqualTo(200);
        assertThat(event().getKvCacheUsage()).isEqualTo(.3);
    }

    @Test
    void a_vllm_that_shows_names_from_before_beside_those_of_today() {
        String both = """
                vllm:kv_cache_usage_perc 0.5
                vllm:gpu_cache_usage_perc 0.5
                vllm:inter_token_latency_seconds_bucket{le="0.1"} %s
                vllm:time_per_output_token_seconds_bucket{le="0.1"} %s
                """;
        scraped(both.formatted("10", "10"));
        scraped(both.formatted("60", "60"));

        assertThat(event().getKvCacheUsage()).isEqualTo(.5);
        assertThat(total(event().getInterTokenTime())).isEqualTo(50);
    }

    @Test
    void text_generation_inference() {
        String tgi = """
                tgi_queue_size 2
                tgi_batch_current_size 8
                tgi_request_input_length_sum %s
                tgi_request_generated_tokens_sum %s
                tgi_request_duration_count %s
                tgi_request_mean_time_per_token_duration_bucket{le="0.05"} %s
                """;
        scraped(tgi.formatted("500", "900", "4", "4"));
        scraped(tgi.formatted("1500", "1700", "9", "9"));

        assertThat(event().getPromptTokens()).isEqualTo(1000);
        assertThat(event().getOutputTokens()).isEqualTo(800);
        assertThat(event().getQueueDepth()).isEqualTo(2);
        assertThat(event().getRequestsRunning()).isEqualTo(8);
        assertThat(event().getRequests()).isEqualTo(5);
        // its time per token has the reading of the prompt in it
        assertThat(event().getInterTokenTime()).isNull();
    }

    @Test
    void opentelemetry_through_a_collector() {
        String otel = """
                gen_ai_client_token_usage_sum{gen_ai_token_type="input"} %s
                gen_ai_client_token_usage_sum{gen_ai_token_type="output"} %s
                gen_ai_server_time_to_first_token_seconds_bucket{le="0.5"} %s
                gen_ai_server_time_per_output_token_seconds_bucket{le="0.05"} %s
                gen_ai_server_request_duration_seconds_count %s
                """;
        scraped(otel.formatted("10", "20", "1", "1", "1"));
        scraped(otel.formatted("1010", "220", "6", "5", "6"));

        assertThat(event().getPromptTokens()).isEqualTo(1000);
        assertThat(event().getOutputTokens()).isEqualTo(200);
        assertThat(event().getUnits()).isEqualTo(1200);
        assertThat(event().getRequests()).isEqualTo(5);
        assertThat(total(event().getTimeToFirstToken())).isEqualTo(5);
        assertThat(total(event().getInterTokenTime())).isEqualTo(4);
    }

    @Test
    void a_restart_and_a_cache_beyond_its_limits() {
        String vllm = """
                vllm:prompt_tokens_total %s
                vllm:prefix_cache_hits_total %s
                vllm:kv_cache_usage_perc %s
                vllm:generation_tokens_total NaN
                """;
        scraped(vllm.formatted("9000", "4000", "0.5"));
        scraped(vllm.formatted("9500", "4900", "1.0000001"));
        scraped(vllm.formatted("10000", "4900", "-0.1"));
        scraped(vllm.formatted("700", "300", "NaN"));
        event();

        assertThat(events).extracting(RequestRateEvent::getPromptTokens).containsExactly(500L, 500L, 700L);
        // 900 hits came before the prompts that they belong to
        assertThat(events).extracting(RequestRateEvent::getCachedPromptTokens).containsExactly(500L, 400L, 300L);
        assertThat(events).extracting(RequestRateEvent::getKvCacheUsage).containsExactly(1.0, 0.0, null);
    }
}
