package dev.sluice.sizing;

import dev.sluice.sizing.capacity.BatchQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One batching replica, event by event: requests inside the batch share it and slow each other down. */
public final class SimulatedBatch {
    private SimulatedBatch() {}

    /** Sorted times in the system of {@code count} requests that arrive at random, {@code arrivals} a ms. */
    public static double[] responses(BatchQueue queue, double arrivals, int count, long seed) {
        Random random = new Random(seed);
        List<double[]> inside = new ArrayList<>();
        List<Double> done = new ArrayList<>();
        double now = 0;
        double next = gap(random, arrivals);
        while (done.size() < count) {
            int batch = Math.min(inside.size(), queue.maxBatch());
            // each request in the batch does 1 / T(batch) of its work a ms
            double pace = batch == 0 ? 0 : 1 / queue.requestMillis(batch);
            double finish = Double.POSITIVE_INFINITY;
            int first = -1;
            for (int i = 0; i < batch; i++) {
                double at = now + inside.get(i)[1] / pace;
                if (at < finish) {
                    finish = at;
                    first = i;
                }
            }
            double until = Math.min(next, finish);
            for (int i = 0; i < batch; i++) {
                inside.get(i)[1] -= (until - now) * pace;
            }
            now = until;
            if (finish <= next) {
                done.add(now - inside.remove(first)[0]);
            } else {
                next = now + gap(random, arrivals);
                if (inside.size() < queue.maxBatch() + queue.maxQueue()) {
                    inside.add(new double[] {now, 1});
                }
            }
        }
        double[] sorted = done.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static double gap(Random random, double arrivals) {
        return -Math.log(1 - random.nextDouble()) / arrivals;
    }
}
