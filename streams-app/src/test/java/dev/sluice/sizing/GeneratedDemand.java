package dev.sluice.sizing;

import java.util.Random;

/** Kinds of demand, generated minute by minute from a seed; requests per second. */
enum GeneratedDemand {
    /** Day and night with noise, and a crowd that comes once a day at another hour. */
    WEB {
        @Override
        double at(int minute, Random random) {
            double wave = 100 * (1.3 + Math.sin(2 * Math.PI * minute / DAY));
            double crowd = minute % DAY >= CROWD && minute % DAY < CROWD + 30 ? 150 : 0;
            return (wave + crowd) * noise(.12, random);
        }
    },
    /** Steady with jumps to another level every few hours. */
    LEVELS {
        @Override
        double at(int minute, Random random) {
            double level = 60 + 140 * new Random(minute / 400).nextDouble();
            return level * noise(.05, random);
        }
    },
    /** Ten busy minutes at random in a quiet stream, again and again. */
    BURSTS {
        @Override
        double at(int minute, Random random) {
            boolean busy = new Random(31L * (minute / 10)).nextInt(6) == 0;
            return (busy ? 200 : 20) * noise(.3, random);
        }
    },
    /** A batch that starts on the hour and is over a quarter later. */
    HOURLY {
        @Override
        double at(int minute, Random random) {
            return (minute % 60 < 15 ? 150 : 5) * noise(.1, random);
        }
    },
    /** A function that is called now and then. */
    SPARSE {
        @Override
        double at(int minute, Random random) {
            return random.nextInt(4) == 0 ? 10 * (1 + random.nextInt(4)) : 0;
        }
    },
    /** Growth by half a percent an hour. */
    GROWTH {
        @Override
        double at(int minute, Random random) {
            return 50 * Math.exp(.005 * minute / 60) * noise(.1, random);
        }
    };

    static final int DAY = 1_440;
    private static final int CROWD = 900;

    abstract double at(int minute, Random random);

    private static double noise(double share, Random random) {
        return Math.max(0, 1 + share * random.nextGaussian());
    }

    /** That many minutes of it. */
    double[] minutes(int count, long seed) {
        Random random = new Random(seed);
        double[] demand = new double[count];
        for (int i = 0; i < count; i++) {
            demand[i] = at(i, random);
        }
        return demand;
    }
}
