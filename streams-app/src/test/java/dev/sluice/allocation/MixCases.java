package dev.sluice.allocation;

import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Wishes drawn from a seed: pools of every kind, running replicas, minimums, spot shares. */
final class MixCases {
    private MixCases() {}

    /** A wish small enough to try every mix. */
    static MixRequest small(long seed) {
        Random random = new Random(seed);
        int pools = 1 + random.nextInt(6);
        int most = new int[] {40, 25, 10, 6, 4, 3}[pools - 1];
        List<PoolChoice> choices = new ArrayList<>();
        double all = 0;
        for (int i = 0; i < pools; i++) {
            choices.add(choice(random, i, random.nextInt(most + 1)));
            all += choices.get(i).safeRate() * choices.get(i).limit();
        }
        double demand = random.nextInt(8) == 0 ? 0 : all * random.nextDouble() * 1.1;
        double share = new double[] {0, .25, .5, .8, 1}[random.nextInt(5)];
        MixRequest.Move move = new MixRequest.Move(Duration.ofMinutes(5 + random.nextInt(240)), random.nextInt(3) * .1);
        return new MixRequest(demand, choices, share, move, OptionalDouble.empty());
    }

    /** A wish of {@code pools} pools for hundreds of replicas; {@code alike}: all nearly equally dear for a unit. */
    static MixRequest large(long seed, int pools, boolean alike) {
        Random random = new Random(seed);
        List<PoolChoice> choices = new ArrayList<>();
        for (int i = 0; i < pools; i++) {
            PoolChoice drawn = choice(random, i, 2000);
            double dear = alike ? .05 * (1 + .001 * random.nextDouble()) : .02 + .2 * random.nextDouble();
            Pool pool = new Pool(
                    "pool-" + i,
                    Resources.NONE,
                    drawn.rate() * dear,
                    2000,
                    drawn.pool().leadTime(),
                    drawn.pool().spot());
            choices.add(new PoolChoice(pool, drawn.rate(), drawn.minimum(), 2000, drawn.running(), drawn.paidFor()));
        }
        double demand = 500 + 4000 * random.nextDouble();
        return new MixRequest(demand, choices, .5, MixRequest.Move.DEFAULT, OptionalDouble.empty());
    }

    private static PoolChoice choice(Random random, int i, int limit) {
        double rate = random.nextBoolean() ? 1 + random.nextInt(40) : .5 + 40 * random.nextDouble();
        double price = rate * (.02 + .1 * random.nextDouble());
        Pool pool = Pool.of("pool-" + i, price).withLeadTime(Duration.ofSeconds(random.nextInt(1800)));
        if (random.nextInt(3) == 0) {
            pool = pool.withSpot(random.nextInt(4) * .2);
        }
        int minimum = random.nextInt(4) == 0 ? random.nextInt(3) : 0;
        int running = random.nextBoolean() ? random.nextInt(Math.min(limit, 200) + 2) : 0;
        Duration paid = random.nextBoolean() ? Duration.ofMinutes(random.nextInt(60)) : Duration.ZERO;
        return new PoolChoice(pool, rate, minimum, limit, running, paid);
    }
}
