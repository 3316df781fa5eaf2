package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.sizing.capacity.BatchQueue;
import dev.sluice.sizing.capacity.BatchQueue.BatchTimes;
import dev.sluice.sizing.capacity.BatchQueue.RequestSize;
import dev.sluice.sizing.capacity.BatchQueue.Steady;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queueing models on a file of published figures")
public final class QueueingVectorsTest {
    @Test
    @DisplayName("say what the file says")
    void whole_file() throws IOException {
        String folder = System.getProperty("sluice.vectors", "");
        assumeTrue(!folder.isEmpty(), "skipped: -Dsluice.vectors names no folder with queueing_sizing.json");
        JsonNode file = new ObjectMapper().readTree(Files.readString(Path.of(folder, "queueing_sizing.json")));
        for (JsonNode c : file.get("prefill_time")) {
            BatchTimes times = new BatchTimes(0, 0, number(c, "gamma_ms"), number(c, "delta_ms"));
            assertThat(times.prefillMillis((int) number(c, "input_tokens"), number(c, "batch")))
                    .isCloseTo(number(c, "expect_ms"), within(1e-9));
        }
        for (JsonNode c : file.get("decode_time")) {
            BatchTimes times = new BatchTimes(number(c, "alpha_ms"), number(c, "beta_ms"), 0, 0);
            assertThat(times.decodeMillis(number(c, "batch"))).isCloseTo(number(c, "expect_ms"), within(1e-9));
        }
        file.get("state_dependent").forEach(QueueingVectorsTest::steady);
        file.get("mmc_k").forEach(QueueingVectorsTest::markov);
        file.get("sizing").forEach(QueueingVectorsTest::sized);
    }

    private static void steady(JsonNode c) {
        Steady steady = queue(c).steady(1000 * number(c, "arrival_per_ms"));
        JsonNode expect = c.get("expect");
        assertThat(steady.rate() / 1000).isCloseTo(number(expect, "throughput"), within(1e-8));
        assertThat(steady.responseMillis()).isCloseTo(number(expect, "response_ms"), within(1e-6));
        assertThat(steady.serviceMillis()).isCloseTo(number(expect, "service_ms"), within(1e-6));
        assertThat(steady.waitMillis()).isCloseTo(number(expect, "wait_ms"), within(1e-6));
        assertThat(steady.blocked()).isCloseTo(number(expect, "p_block"), within(1e-8));
        assertThat(queue(c).largestRate(1) / 1000).isCloseTo(number(expect, "mu_max"), within(1e-8));
    }

    /** M/M/c/K is the batch queue whose requests do not slow each other down. */
    private static void markov(JsonNode c) {
        int servers = (int) number(c, "servers");
        double service = 1 / number(c, "service_rate_per_server");
        BatchQueue queue = new BatchQueue(
                new BatchTimes(service, 0, 0, 0),
                new RequestSize(0, 2),
                servers,
                (int) number(c, "capacity") - servers);
        Steady steady = queue.steady(1000 * number(c, "arrival"));
        JsonNode expect = c.get("expect");
        assertThat(steady.rate() / 1000).isCloseTo(number(expect, "throughput"), within(1e-8));
        assertThat(steady.responseMillis()).isCloseTo(number(expect, "response"), within(1e-7));
        assertThat(steady.blocked()).isCloseTo(number(expect, "p_block"), within(1e-8));
    }

    private static void sized(JsonNode c) {
        BatchQueue queue = new BatchQueue(new BatchTimes(1, .01, 10, .001), new RequestSize(100, 10), 8, 16);
        double target = number(c, "target_ms");
        boolean first = c.get("slo").asText().equals("ttft");
        double rate = largest(queue, s -> (first ? s.firstTokenMillis() : s.tokenMillis()) <= target);
        assertThat(rate).isCloseTo(number(c, "expect_max_rate_per_s"), within(1e-2));
        assertThat(Math.ceil(1000 / rate)).isEqualTo(number(c, "expect_replicas_for_1000_rps"));
    }

    /** The largest rate of one replica whose steady state is good, between a thousandth of what one request gets and all. */
    public static double largest(BatchQueue queue, Predicate<Steady> good) {
        double low = 1 / queue.requestMillis(1);
        double high = .999 * queue.largestRate(1);
        for (int i = 0; i < 60; i++) {
            double middle = .5 * (low + high);
            if (good.test(queue.steady(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static BatchQueue queue(JsonNode c) {
        return new BatchQueue(
                new BatchTimes(number(c, "alpha"), number(c, "beta"), number(c, "gamma"), number(c, "delta")),
                new RequestSize((int) number(c, "input_tokens"), (int) number(c, "output_tokens")),
                (int) number(c, "max_batch"),
                (int) number(c, "max_queue"));
    }

    private static double number(JsonNode node, String field) {
        return node.get(field).asDouble();
    }
}
