package dev.sluice.cli.simulate.keepalive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.simulator.models.ModelScenario;
import dev.sluice.simulator.models.ModelScore;
import dev.sluice.simulator.models.workload.ModelSpec;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** What {@code simulate --models} prints: what calls waited for, and GPUs, for each way to keep models. */
record ModelReport(ModelScenario scenario, List<ModelScore> scores) {
    private static final double GIB = 1L << 30;

    ModelReport {
        scores = List.copyOf(scores);
    }

    void print(PrintWriter out, boolean json) {
        if (json) {
            printJson(out);
        } else {
            printTable(out);
        }
        out.flush();
    }

    private void printTable(PrintWriter out) {
        double all = scenario.models().stream().mapToDouble(ModelSpec::memory).sum() / GIB;
        out.printf(
                Locale.ROOT,
                "%,d calls of %d models in %s; %s of %s GiB, all models take %s GiB%n%n",
                scenario.calls().length(),
                scenario.models().size(),
                DurationText.ofSeconds(scenario.calls().seconds()),
                scenario.gpus() == 1 ? "1 GPU" : scenario.gpus() + " GPUs",
                NumberText.of(scenario.gpuMemory() / GIB),
                NumberText.of(all));
        out.printf(
                Locale.ROOT,
                "%-20s  %8s  %6s  %7s  %7s  %7s  %9s%n",
                "kept",
                "misses",
                "%",
                "mean s",
                "p50 s",
                "p95 s",
                "GPU-hours");
        for (ModelScore score : scores) {
            out.printf(
                    Locale.ROOT,
                    "%-20s  %,8d  %6.2f  %7.2f  %7.1f  %7.1f  %9.1f%n",
                    score.name(),
                    score.misses(),
                    100 * score.missShare(),
                    score.meanWait(),
                    score.p50(),
                    score.p95(),
                    score.gpuHours());
        }
        out.println();
        out.println(
                "misses: calls that waited for their model to load. mean: seconds that a call waited; p50, p95: of misses.");
        out.println(
                "GPU-hours: a GPU counts while a model is on it. clairvoyant knows all calls, and loads nothing ahead.");
    }

    private void printJson(PrintWriter out) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("calls", scenario.calls().length());
        document.put("models", scenario.models().size());
        ArrayNode rows = document.putArray("policies");
        for (ModelScore score : scores) {
            rows.addObject()
                    .put("policy", score.name())
                    .put("misses", score.misses())
                    .put("wait_s_mean", score.meanWait())
                    .put("wait_s_p50_of_misses", score.p50())
                    .put("wait_s_p95_of_misses", score.p95())
                    .put("gpu_hours", score.gpuHours());
        }
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write JSON", e);
        }
    }
}
