package dev.sluice.simulator.models;

import dev.sluice.simulator.models.workload.ModelCalls;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.util.List;

/**
 * Calls, the models that they are for, and the GPUs that those share.
 *
 * @param calls in order of their time
 * @param models what each model of the calls takes
 * @param gpus how many there are
 * @param gpuMemory memory of each of them, bytes
 */
public record ModelScenario(ModelCalls calls, List<ModelSpec> models, int gpus, double gpuMemory) {
    public ModelScenario {
        models = List.copyOf(models);
        if (models.size() != calls.names().size()) {
            throw new IllegalArgumentException(
                    calls.names().size() + " models are called, " + models.size() + " are described");
        }
        if (gpus < 1) {
            throw new IllegalArgumentException("there is 1 GPU or more, not " + gpus);
        }
        for (int m = 0; m < models.size(); m++) {
            if (!(models.get(m).memory() <= gpuMemory)) {
                throw new IllegalArgumentException("the model " + calls.names().get(m) + " takes more memory ("
                        + gigabytes(models.get(m).memory()) + ") than a GPU has (" + gigabytes(gpuMemory) + ")");
            }
        }
    }

    private static String gigabytes(double bytes) {
        return dev.sluice.text.NumberText.of(bytes / (1L << 30)) + " GiB";
    }
}
