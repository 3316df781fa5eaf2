package dev.sluice.simulator.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What the profiler of NVIDIA Dynamo writes for its planner: {@code prefill_isl} and {@code prefill_ttft} (tokens, ms) of
 * prompts that are alone; {@code x_kv_usage}, {@code y_context_length} and {@code z_itl} (share, tokens, ms) of decoding,
 * where {@code max_kv_tokens} x usage / context length answers were generated at once.
 */
final class DynamoProfile {
    static final String PREFILL = "prefill_isl";
    static final String DECODE = "z_itl";
    private static final double MILLIS = 1000;

    private DynamoProfile() {}

    /** Adds arrays, whatever held them. */
    static void add(Map<String, double[]> arrays, Measured to) {
        if (!arrays.containsKey(PREFILL) && !arrays.containsKey(DECODE)) {
            throw new IllegalArgumentException(
                    "it has neither " + PREFILL + " nor " + DECODE + ", but " + arrays.keySet());
        }
        to.kind("NVIDIA Dynamo's profiler");
        if (arrays.containsKey(PREFILL)) {
            prompts(arrays, to);
        }
        if (arrays.containsKey(DECODE)) {
            steps(arrays, to);
        }
    }

    private static void prompts(Map<String, double[]> arrays, Measured to) {
        double[] tokens = array(arrays, PREFILL);
        double[] millis = array(arrays, "prefill_ttft", tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            int at = i;
            Place.at("prefill_ttft[" + i + "]", () -> to.prompt(tokens[at], millis[at] / MILLIS));
        }
    }

    private static void steps(Map<String, double[]> arrays, Measured to) {
        double[] millis = array(arrays, DECODE);
        double[] usage = array(arrays, "x_kv_usage", millis.length);
        double[] context = array(arrays, "y_context_length", millis.length);
        double[] cache = array(arrays, "max_kv_tokens");
        if (cache.length == 0) {
            throw new IllegalArgumentException("max_kv_tokens is empty");
        }
        for (int i = 0; i < millis.length; i++) {
            double answers = usage[i] * cache[0] / context[i];
            double seconds = millis[i] / MILLIS;
            Place.at(DECODE + "[" + i + "]", () -> to.step(Math.max(1, Math.rint(answers)), seconds));
        }
    }

    private static double[] array(Map<String, double[]> arrays, String name) {
        return Optional.ofNullable(arrays.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private static double[] array(Map<String, double[]> arrays, String name, int length) {
        double[] array = array(arrays, name);
        if (array.length != length) {
            throw new IllegalArgumentException(name + " has " + array.length + " numbers, not " + length);
        }
        return array;
    }

    /** The numbers of a JSON list, or of a single number. */
    static double[] numbers(String name, JsonNode node) {
        if (node.isNumber()) {
            return new double[] {node.asDouble()};
        }
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!node.get(i).isNumber()) {
                throw new IllegalArgumentException(name + "[" + i + "] is no number: " + node.get(i));
            }
            numbers[i] = node.get(i).asDouble();
        }
        return Arrays.copyOf(numbers, numbers.length);
    }
}
