package dev.sluice.cli.simulate.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.text.JsonFault;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.text.NumberText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plant says of its fleet in one line of JSON, see {@link StdioLoop}.
 *
 * <p>Example: {@code {"timestamp_s": 5, "wanted": 8, "ready": 8, "interval": {"arrived": 12, "arrived_prompt": 24000,
 * "sum_ttft": 3.1, "n_ttft": 12}}}. What is missing counts as 0, but for {@code timestamp_s}, {@code ready} and {@code
 * interval}.
 */
record FleetLine(double seconds, FleetView view) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double LONGEST = 1e9;
    private static final double MOST = 1e15;

    /** Buckets that are 2 % wide: the mean of a line is kept within 1 %. */
    private static final int SCALE = 5;

    static FleetLine of(String line) {
        JsonNode fleet = parsed(line);
        double seconds = needed(fleet, "timestamp_s");
        if (seconds > LONGEST) {
            throw new IllegalArgumentException(
                    "timestamp_s is in seconds from the start, not " + NumberText.exactly(seconds));
        }
        int ready = (int) needed(fleet, "ready");
        JsonNode interval = fleet.get("interval");
        if (interval == null || !interval.isObject()) {
            throw new IllegalArgumentException("interval is missing: what arrived since the line before");
        }
        return new FleetLine(
                seconds,
                new FleetView(
                        seconds,
                        fleet.has("wanted") ? count(fleet, "wanted") : ready,
                        ready,
                        count(fleet, "starting"),
                        count(fleet, "draining"),
                        count(fleet, "waiting"),
                        count(fleet, "running"),
                        count(fleet, "gateway"),
                        number(fleet, "kv"),
                        interval(interval),
                        replicas(fleet.get("replicas"))));
    }

    private static JsonNode parsed(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node == null || !node.isObject()) {
                throw new IllegalArgumentException("a line is one JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is not JSON: " + JsonFault.describe(e), e);
        }
    }

    private static Interval interval(JsonNode told) {
        long work = whole(told, "arrived_prompt");
        long all = told.has("arrived_prompt_all") ? whole(told, "arrived_prompt_all") : work;
        return new Interval(
                whole(told, "arrived"),
                Math.max(all, work),
                Math.max(0, all - work),
                whole(told, "finished"),
                whole(told, "finished_prompt"),
                whole(told, "finished_output"),
                whole(told, "tokens_in"),
                whole(told, "tokens_out"),
                times(whole(told, "n_ttft"), number(told, "sum_ttft")),
                times(whole(told, "n_itl"), number(told, "sum_itl")));
    }

    /** All at their mean: the line tells no more. */
    private static Interval.Times times(long count, double sum) {
        if (count == 0 || sum == 0) {
            return new Interval.Times(count, sum, LatencyHistogram.empty());
        }
        double bucket = Math.log(1000 * sum / count) / Math.log(2) * (1 << SCALE);
        int offset = (int) Math.ceil(bucket) - 1;
        return new Interval.Times(count, sum, new LatencyHistogram(SCALE, 0, offset, new long[] {count}));
    }

    private static List<FleetView.Replica> replicas(@Nullable JsonNode told) {
        List<FleetView.Replica> replicas = new ArrayList<>();
        for (JsonNode replica : told == null ? JSON.createArrayNode() : told) {
            replicas.add(new FleetView.Replica(
                    count(replica, "id"),
                    count(replica, "waiting"),
                    count(replica, "running"),
                    number(replica, "kv"),
                    whole(replica, "prompt_tokens_pending"),
                    0,
                    0));
        }
        return replicas;
    }

    private static double needed(JsonNode in, String field) {
        if (!in.has(field)) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return number(in, field);
    }

    private static int count(JsonNode in, String field) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(number(in, field)));
    }

    private static long whole(JsonNode in, String field) {
        return Math.round(number(in, field));
    }

    private static double number(JsonNode in, String field) {
        JsonNode value = in.get(field);
        if (value == null || value.isNull()) {
            return 0;
        }
        if (!value.isNumber() || !(value.asDouble() >= 0) || value.asDouble() > MOST) {
            throw new IllegalArgumentException(field + " is a number from 0 to 1e15, not " + value);
        }
        return value.asDouble();
    }
}
