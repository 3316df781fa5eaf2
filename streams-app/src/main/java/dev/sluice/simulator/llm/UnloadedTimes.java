package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.request.RequestTrace;

/**
 * What requests take on replicas of a kind where nothing else goes on, or at a usual load.
 *
 * @param spec the replicas
 * @param settings of their engines
 */
public record UnloadedTimes(ReplicaSpec spec, EngineSettings settings) {
    /** Sequences in the batch that the work of a token is counted with. */
    private static final int USUAL_BATCH = 32;

    /** Time to the first token on an idle replica, s. */
    public double firstToken(int prompt, int hit) {
        double chunks = Math.ceil((double) (prompt - hit) / settings.chunkTokens());
        return spec.timing().prefill(hit, prompt) + spec.timing().decode(0) * chunks;
    }

    /** Time between tokens on an idle replica, s. */
    double interToken(int prompt, int output) {
        return spec.timing().decode(1) + spec.timing().kvSecondsPerToken() * (prompt + output / 2.0);
    }

    /** Replica-seconds of one token of an answer, in a batch of 32. */
    public double perOutputToken() {
        return spec.timing().decode(USUAL_BATCH) / USUAL_BATCH;
    }

    /** Replica-seconds of the prompt of a request, less what the cache has. */
    double promptWork(RequestTrace requests, int i) {
        return spec.timing().prefill(requests.hit(i), requests.prompt(i));
    }

    /** Replica-seconds of a request. */
    public double work(RequestTrace requests, int i) {
        return promptWork(requests, i) + (requests.output(i) - 1) * perOutputToken();
    }
}
