package dev.sluice.cli.demo.service;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScore;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestKind;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.sizing.Objective;

/**
 * The language model that a service of the demo serves.
 *
 * @param requests what its requests are like
 * @param replica what one replica is
 * @param promised when an answer is in time
 * @param seed of the lengths of prompts and answers
 */
record ServedModel(RequestKind requests, ReplicaSpec replica, Objective.Tokens promised, long seed) {
    TokenLimits limits() {
        var first = promised.firstToken().orElseThrow();
        var rest = promised.interToken().orElseThrow();
        return new TokenLimits(
                first.below().toMillis() / 1000.0, first.slack(), rest.below().toMillis() / 1000.0);
    }

    /** The smallest fleet of fixed size that keeps the promise over a day of requests, within the policy's largest. */
    int leastReplicas(RequestTrace day, ScalingPolicy policy) {
        ServingScenario scenario = new ServingScenario(
                policy.service(), day, replica, EngineSettings.DEFAULT, StartupTimes.fixed(0), limits(), 0);
        int few = 0;
        int enough = policy.replicas().max();
        while (enough - few > 1) {
            int middle = (few + enough) / 2;
            if (keeps(scenario.playConstant(middle).score())) {
                enough = middle;
            } else {
                few = middle;
            }
        }
        return enough;
    }

    private boolean keeps(ServingScore score) {
        return score.firstToken() >= promised.firstToken().orElseThrow().quantile()
                && score.interToken() >= promised.interToken().orElseThrow().quantile();
    }
}
