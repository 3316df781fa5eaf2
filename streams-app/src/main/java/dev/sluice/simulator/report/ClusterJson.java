package dev.sluice.simulator.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.allocation.Pool;
import dev.sluice.simulator.cluster.score.ClusterComparison;
import dev.sluice.simulator.cluster.score.ClusterScore;
import dev.sluice.simulator.cluster.score.Hindsight;
import dev.sluice.simulator.cluster.score.PoolUse;
import dev.sluice.simulator.cluster.score.ServiceScore;
import java.util.List;

/** A cluster beside its best single pools as JSON, all numbers in full; shares are from 0 to 1. */
public final class ClusterJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ClusterJson() {}

    public static String of(ClusterComparison comparison) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        pools(root.putArray("pools"), comparison);
        services(root.putArray("services"), comparison);
        score(root.putObject("mixed"), comparison.mixed());
        score(root.putObject("singlePool"), comparison.single().score())
                .put("kept", comparison.single().kept());
        score(root.putObject("mixedAtEqualService"), comparison.equal().score())
                .put("promisesTimes", comparison.equal().factor());
        root.put("staticPeakCost", comparison.staticPeakCost());
        root.put("floorCost", comparison.floorCost());
        root.put("saved", comparison.saved());
        root.put("savedAtEqualService", comparison.savedAtEqualService());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers is always JSON", e);
        }
    }

    private static void pools(ArrayNode nodes, ClusterComparison comparison) {
        List<Pool> pools = comparison.pools();
        for (int i = 0; i < pools.size(); i++) {
            Pool pool = pools.get(i);
            ObjectNode node = nodes.addObject();
            node.put("pool", pool.name());
            node.put("pricePerHour", pool.pricePerHour());
            node.put("replicaHours", comparison.mixed().replicaHours(pool.name()));
            score(node.putObject("allServicesHere"), comparison.onePool().get(i));
        }
    }

    private static void services(ArrayNode nodes, ClusterComparison comparison) {
        List<ServiceScore> mixed = comparison.mixed().services();
        for (int i = 0; i < mixed.size(); i++) {
            ServiceScore score = mixed.get(i);
            Hindsight hindsight = comparison.hindsight().get(i);
            ServiceScore single = comparison.single().score().service(score.name());
            ObjectNode node = nodes.addObject();
            node.put("service", score.name());
            node.put("promisedUnserved", score.service().objective());
            service(node.putObject("mixed"), score);
            service(node.putObject("singlePool"), single);
            node.put("staticPeakCost", hindsight.staticPeakCost());
            node.put("floorCost", hindsight.floorCost());
        }
    }

    private static void service(ObjectNode node, ServiceScore score) {
        node.put("unserved", score.unservedShare());
        node.put("cost", score.cost());
        node.put("starts", score.starts());
        ObjectNode hours = node.putObject("replicaHours");
        for (PoolUse use : score.pools()) {
            hours.put(use.pool(), use.replicaHours());
        }
    }

    private static ObjectNode score(ObjectNode node, ClusterScore score) {
        return node.put("unserved", score.unservedShare())
                .put("cost", score.cost())
                .put("starts", score.starts());
    }
}
