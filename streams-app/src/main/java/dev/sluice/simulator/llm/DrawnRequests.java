package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws requests of a trace, in an order and at gaps of their own. Each draw has its share of light and of heavy requests, so
 * that few of them are like the whole trace.
 */
public final class DrawnRequests {
    private final RequestTrace requests;
    private final int[] byWork;

    private DrawnRequests(RequestTrace requests, int[] byWork) {
        this.requests = requests;
        this.byWork = byWork;
    }

    public static DrawnRequests of(ServingScenario scenario) {
        RequestTrace requests = scenario.requests();
        UnloadedTimes unloaded = scenario.unloaded();
        double[] work = IntStream.range(0, requests.length())
                .mapToDouble(i -> unloaded.work(requests, i))
                .toArray();
        int[] byWork = IntStream.range(0, requests.length())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> work[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new DrawnRequests(requests, byWork);
    }

    /**
     * A trace of drawn requests that arrive independently of each other.
     *
     * @param count of them
     * @param perSecond how many arrive in the mean
     */
    public RequestTrace draw(int count, double perSecond, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = shuffled(count, random);
        RequestTrace.Builder builder = new RequestTrace.Builder();
        double at = 0;
        for (int request : drawn) {
            at += random.nextExponential() / perSecond;
            builder.add(requests.request(request).at(at));
        }
        return builder.build();
    }

    private int[] shuffled(int count, SplittableRandom random) {
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            double share = (i + random.nextDouble()) / count;
            int other = random.nextInt(i + 1);
            drawn[i] = drawn[other];
            drawn[other] = byWork[(int) (share * byWork.length)];
        }
        return drawn;
    }
}
