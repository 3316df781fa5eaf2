package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.request.RequestTrace;

/**
 * What the requests of a trace are like together, on replicas of a kind.
 *
 * @param count of requests
 * @param work replica-seconds of a request
 * @param promptTokens that are computed for a request
 * @param perPromptToken replica-seconds of such a token
 * @param outputTokens of a request
 */
public record RequestMix(int count, double work, double promptTokens, double perPromptToken, double outputTokens) {
    private static final double MINUTE = 60;

    public static RequestMix of(ServingScenario scenario) {
        RequestTrace requests = scenario.requests();
        UnloadedTimes unloaded = scenario.unloaded();
        double work = 0;
        double promptWork = 0;
        double computed = 0;
        double outputs = 0;
        for (int i = 0; i < requests.length(); i++) {
            work += unloaded.work(requests, i);
            promptWork += unloaded.promptWork(requests, i);
            computed += requests.computed(i);
            outputs += requests.output(i);
        }
        int n = requests.length();
        return new RequestMix(n, work / n, computed / n, promptWork / computed, outputs / n);
    }

    /** Replicas' worth of work that arrives in each minute. */
    public static double[] workByMinute(ServingScenario scenario) {
        RequestTrace requests = scenario.requests();
        double[] work = new double[(int) Math.ceil(requests.end() / MINUTE)];
        for (int i = 0; i < requests.length(); i++) {
            work[(int) (requests.arrival(i) / MINUTE)] += scenario.unloaded().work(requests, i) / MINUTE;
        }
        return work;
    }

    /** Replicas' worth of work that arrives in the first {@code seconds}. */
    public static double workAtFirst(ServingScenario scenario, double seconds) {
        RequestTrace requests = scenario.requests();
        double work = 0;
        for (int i = 0; i < requests.length() && requests.arrival(i) < seconds; i++) {
            work += scenario.unloaded().work(requests, i);
        }
        return work / Math.min(seconds, requests.end());
    }
}
