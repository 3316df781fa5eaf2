package dev.sluice.allocation.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The share of traffic that each backend of a service should get: whole numbers in proportion to ready capacity, by
 * the largest-remainder method. A backend with ready capacity gets at least 1 if the total allows it; a backend
 * without ready capacity gets 0.
 *
 * @param service name of the service
 * @param total sum of the weights; they are all 0 if nothing is ready
 * @param shares weight of each backend
 */
public record Weights(String service, int total, List<Share> shares) {
    /** A total that resolves a thousandth of the traffic. */
    public static final int TOTAL = 1000;

    public Weights {
        if (service.isEmpty()) {
            throw new IllegalArgumentException("weights are of a service, which has a name");
        }
        shares = List.copyOf(shares);
    }

    /** Weight of one backend. */
    public record Share(Backend backend, int weight) {}

    /** Weights that add up to {@code total} for {@code backends}, in their order. */
    public static Weights of(String service, int total, List<Backend> backends) {
        if (total < 1) {
            throw new IllegalArgumentException("total must be at least 1, not " + total);
        }
        double[] capacity = backends.stream().mapToDouble(Backend::capacity).toArray();
        int[] weights = apportion(total, capacity);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            shares.add(new Share(backends.get(i), weights[i]));
        }
        return new Weights(service, total, shares);
    }

    /** Whether anything can take traffic. */
    public boolean serving() {
        return shares.stream().anyMatch(share -> share.weight() > 0);
    }

    private static int[] apportion(int total, double[] capacity) {
        int[] weights = new int[capacity.length];
        boolean[] open = new boolean[capacity.length];
        int ready = 0;
        for (int i = 0; i < open.length; i++) {
            open[i] = capacity[i] > 0;
            ready += open[i] ? 1 : 0;
        }
        int left = ready <= total ? liftTheSmall(total, capacity, open, weights) : total;
        largestRemainder(left, capacity, open, weights);
        return weights;
    }

    /** Gives 1 to each whose quota is below 1, as often as that makes others fall below; answers what is left. */
    private static int liftTheSmall(int total, double[] capacity, boolean[] open, int[] weights) {
        int left = total;
        boolean lifted;
        do {
            lifted = false;
            double all = openCapacity(capacity, open);
            int share = left;
            for (int i = 0; i < open.length; i++) {
                if (open[i] && capacity[i] * share < all) {
                    open[i] = false;
                    weights[i] = 1;
                    left--;
                    lifted = true;
                }
            }
        } while (lifted);
        return left;
    }

    private static void largestRemainder(int total, double[] capacity, boolean[] open, int[] weights) {
        double all = openCapacity(capacity, open);
        double[] remainder = new double[capacity.length];
        int left = total;
        for (int i = 0; i < open.length; i++) {
            if (open[i]) {
                double quota = total * (capacity[i] / all);
                weights[i] = (int) quota;
                remainder[i] = quota - weights[i];
                left -= weights[i];
            }
        }
        IntStream.range(0, open.length)
                .filter(i -> open[i])
                .boxed()
                .sorted(Comparator.comparing(i -> -remainder[i]))
                .limit(left)
                .forEach(i -> weights[i]++);
    }

    private static double openCapacity(double[] capacity, boolean[] open) {
        return IntStream.range(0, open.length)
                .filter(i -> open[i])
                .mapToDouble(i -> capacity[i])
                .sum();
    }

    @Override
    public String toString() {
        return service + " "
                + Arrays.toString(shares.stream().mapToInt(Share::weight).toArray()) + " of " + total;
    }
}
