package dev.sluice.simulator.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.config.text.JsonFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Measurements in JSON or YAML, one document or several: results of {@code vllm bench serve} and of SGLang's {@code
 * bench_serving}, Dynamo's profile as lists (in a file or in a ConfigMap), and the {@code perfParms} of llm-d's Workload
 * Variant Autoscaler.
 */
final class JsonMeasurements {
    private static final double MILLIS = 1000;
    private static final int DEEPEST = 20;

    /** Where a straight line is measured from and to: it has no other points. */
    private static final double[] PROMPTS = {1, 32_768};

    private static final double USUAL_BATCH = 256;

    private final Measured to;
    private final List<Accelerator> accelerators = new ArrayList<>();

    private record Accelerator(String name, JsonNode parameters, String place) {}

    private JsonMeasurements(Measured to) {
        this.to = to;
    }

    static void add(byte[] text, boolean json, Measured to) {
        JsonMeasurements reader = new JsonMeasurements(to);
        ObjectMapper mapper = json ? new ObjectMapper() : new ObjectMapper(new YAMLFactory());
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(text)) {
            for (int i = 0; documents.hasNextValue(); i++) {
                reader.search(documents.nextValue(), i == 0 ? "" : "document " + (i + 1), 0);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "it is no " + (json ? "JSON" : "YAML") + ": " + JsonFault.describe(e), e);
        } catch (IOException | RuntimeException e) {
            throw e instanceof IllegalArgumentException wrong
                    ? wrong
                    : new IllegalArgumentException("it is no JSON or YAML", e);
        }
        reader.choose();
    }

    /** Looks for measurements in a node and in all that it holds. */
    private void search(JsonNode node, String place, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(place + ": nested more than " + DEEPEST + " deep");
        }
        if (node.has("total_input_tokens") || node.has("mean_ttft_ms")) {
            Place.at(or(place, "result"), () -> test(node));
        } else if (node.has(DynamoProfile.PREFILL) || node.has(DynamoProfile.DECODE)) {
            Place.at(or(place, "profile"), () -> DynamoProfile.add(arrays(node), to));
        } else if (node.has("perfParms") || node.has("decodeParms") || node.has("alpha")) {
            accelerators.add(accelerator(node, place));
        } else {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                inside(field.getValue(), place + "/" + field.getKey(), depth);
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                search(node.get(i), place + "/" + i, depth + 1);
            }
        }
    }

    /** A ConfigMap holds whole documents as text. */
    private void inside(JsonNode value, String place, int depth) {
        if (value.isTextual() && value.asText().stripLeading().startsWith("{")) {
            try {
                search(new ObjectMapper().readTree(value.asText()), place, depth + 1);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(place + ": it is no JSON: " + JsonFault.describe(e), e);
            }
        } else if (value.isContainerNode()) {
            search(value, place, depth + 1);
        }
    }

    private static String or(String place, String otherwise) {
        return place.isEmpty() ? otherwise : place;
    }

    private void test(JsonNode result) {
        to.kind("load tests");
        double completed = above0(result, "completed");
        double seconds = above0(result, "duration");
        OptionalDouble interToken =
                result.has("mean_tpot_ms") && result.get("mean_tpot_ms").asDouble() > 0
                        ? OptionalDouble.of(above0(result, "mean_tpot_ms") / MILLIS)
                        : OptionalDouble.empty();
        to.test(new LoadTest(
                completed / seconds / to.terms().replicas(),
                above0(result, "total_input_tokens") / completed,
                above0(result, "total_output_tokens") / completed,
                above0(result, "mean_ttft_ms") / MILLIS,
                interToken));
    }

    private static Map<String, double[]> arrays(JsonNode node) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getValue().isArray() || field.getValue().isNumber()) {
                arrays.put(field.getKey(), DynamoProfile.numbers(field.getKey(), field.getValue()));
            }
        }
        return arrays;
    }

    private static Accelerator accelerator(JsonNode node, String place) {
        String name = node.path("acc").asText("");
        return new Accelerator(name, node, or(place, "perfParms"));
    }

    /** Of the data of several accelerators one is meant. */
    private void choose() {
        if (accelerators.isEmpty()) {
            return;
        }
        Optional<String> wanted = to.terms().accelerator();
        List<Accelerator> fit = accelerators.stream()
                .filter(one -> wanted.isEmpty() || one.name().equalsIgnoreCase(wanted.get()))
                .toList();
        if (fit.size() != 1) {
            List<String> names = accelerators.stream().map(Accelerator::name).toList();
            throw new IllegalArgumentException("it has the data of " + accelerators.size() + " accelerators, "
                    + String.join(", ", names) + ": --accelerator names one of them");
        }
        Place.at(fit.get(0).place(), () -> line(fit.get(0).parameters()));
    }

    /** Time between tokens: alpha + beta x answers. Time to the first token: gamma + delta x prompt tokens. In ms. */
    private void line(JsonNode node) {
        to.kind("llm-d's accelerator data");
        JsonNode parameters = node.has("perfParms") ? node.get("perfParms") : node;
        JsonNode decode = parameters.has("decodeParms") ? parameters.get("decodeParms") : parameters;
        JsonNode prefill = parameters.has("prefillParms") ? parameters.get("prefillParms") : parameters;
        double alpha = above0(decode, "alpha");
        double beta = from0(decode, "beta");
        double batch = node.has("maxBatchSize") ? Math.max(2, above0(node, "maxBatchSize")) : USUAL_BATCH;
        for (double answers : new double[] {1, batch}) {
            to.step(answers, (alpha + beta * answers) / MILLIS);
        }
        if (prefill.has("gamma") || prefill.has("delta")) {
            double gamma = from0(prefill, "gamma");
            double delta = above0(prefill, "delta");
            for (double tokens : PROMPTS) {
                to.prompt(tokens, (gamma + delta * tokens) / MILLIS);
            }
        }
    }

    private static double above0(JsonNode node, String name) {
        double value = from0(node, name);
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be above 0, not " + node.get(name));
        }
        return value;
    }

    /** A number from 0, which may be written as text. */
    private static double from0(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        double number = Double.NaN;
        try {
            number = value.isNumber() ? value.asDouble() : Double.parseDouble(value.asText());
        } catch (NumberFormatException e) {
            // stays no number
        }
        if (!(number >= 0 && number <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " must be a number from 0, not " + value);
        }
        return number;
    }
}
