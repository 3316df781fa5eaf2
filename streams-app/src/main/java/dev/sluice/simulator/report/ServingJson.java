package dev.sluice.simulator.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScore;
import dev.sluice.simulator.llm.plant.GroupUse;
import dev.sluice.simulator.report.ServingComparison.Entry;

/** Autoscalers of LLM serving as JSON, all numbers in full. A number that is not there, such as a limit, is null. */
public final class ServingJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServingJson() {}

    public static String of(ServingComparison comparison) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        scenario(root, comparison.scenario());
        root.put("ratedLoad", comparison.start().rated().work());
        root.put("initialReplicas", comparison.start().initial());
        root.put("mostReplicas", comparison.start().bounds().max());
        root.put("cheapestConstantReplicas", comparison.start().cheapestConstant());
        ObjectNode scores = root.putObject("scores");
        comparison.entries().forEach(entry -> score(scores.putObject(entry.name()), comparison, entry));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers is always JSON", e);
        }
    }

    private static void scenario(ObjectNode node, ServingScenario scenario) {
        node.put("trace", scenario.name());
        node.put("requests", scenario.requests().length());
        node.put("seconds", scenario.requests().end());
        node.put("skipSeconds", scenario.skip());
        node.put("replica", scenario.spec().name());
        node.put("gpusPerReplica", scenario.spec().gpus());
        node.put("startupSecondsMean", scenario.startup().mean());
        put(node, "firstTokenSeconds", scenario.limits().firstToken());
        node.put("firstTokenSlack", scenario.limits().slack());
        put(node, "interTokenSeconds", scenario.limits().interToken());
    }

    private static void score(ObjectNode node, ServingComparison comparison, Entry entry) {
        ServingScore score = entry.score();
        node.put("bothPercent", 100 * score.both());
        node.put("firstTokenPercent", 100 * score.firstToken());
        node.put("interTokenPercent", 100 * score.interToken());
        put(node, "firstTokenP50Seconds", score.firstTokenTimes().p50());
        put(node, "firstTokenP90Seconds", score.firstTokenTimes().p90());
        put(node, "firstTokenP99Seconds", score.firstTokenTimes().p99());
        node.put("gpuHours", score.gpuHours(comparison.scenario().spec()));
        node.put(
                "dollars",
                score.gpuHours(comparison.scenario().spec())
                        * comparison.scenario().spec().dollarsPerGpuHour());
        node.put("ofCheapestConstant", comparison.ofConstant(entry));
        node.put("mostReplicas", score.mostReplicas());
        node.put("changes", score.events());
        node.put("backlogPercentOfTime", 100 * score.backlog());
        node.put("requestsScored", score.requests());
        node.put("unserved", score.unserved());
        entry.run().uses().forEach(use -> use(node.withArray("pools").addObject(), use, comparison.scenario()));
    }

    private static void use(ObjectNode node, GroupUse use, ServingScenario scenario) {
        double hours = use.replicaHours(scenario.skip(), scenario.requests().end());
        node.put("pool", use.group().name());
        node.put("role", use.group().role().word());
        node.put("gpuHours", hours * use.group().spec().gpus());
        node.put("cost", hours * use.group().pricePerHour());
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
