package dev.sluice.simulator.keepalive;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** A day of seeded functions of the kinds that serverless platforms see: timers, chance, bursts, hours of the day. */
final class GeneratedFunctions {
    private static final int DAY = 1440;

    private final Random random;
    private final List<String> names = new ArrayList<>();
    private final List<boolean[]> rows = new ArrayList<>();

    private GeneratedFunctions(long seed) {
        random = new Random(seed);
    }

    /** Twelve functions of each of the six kinds. */
    static CallTrace day(long seed) {
        GeneratedFunctions functions = new GeneratedFunctions(seed);
        for (int i = 0; i < 12; i++) {
            functions.timer();
            functions.unsteadyTimer();
            functions.byChance();
            functions.rare();
            functions.bursts();
            functions.workingHours();
        }
        return new CallTrace(0, functions.names, functions.rows);
    }

    private void timer() {
        int[] periods = {5, 10, 15, 20, 30, 60, 120, 180};
        int period = periods[random.nextInt(periods.length)];
        int phase = random.nextInt(period);
        add("timer", minute -> minute % period == phase);
    }

    private void unsteadyTimer() {
        int period = 15 + random.nextInt(90);
        boolean[] row = new boolean[DAY];
        for (int minute = random.nextInt(period); minute < DAY; minute += period) {
            row[Math.max(0, Math.min(DAY - 1, minute + random.nextInt(3) - 1))] = true;
        }
        add("unsteady timer", minute -> row[minute]);
    }

    private void byChance() {
        double chance = Math.pow(10, -0.3 - 1.5 * random.nextDouble());
        add("chance", minute -> random.nextDouble() < chance);
    }

    private void rare() {
        double chance = (3 + random.nextInt(15)) / (double) DAY;
        add("rare", minute -> random.nextDouble() < chance);
    }

    private void bursts() {
        double starts = (2 + random.nextInt(12)) / (double) DAY;
        int[] left = {0};
        add("bursts", minute -> {
            left[0] = random.nextDouble() < starts ? 5 + random.nextInt(25) : Math.max(0, left[0] - 1);
            return left[0] > 0 && random.nextDouble() < 0.6;
        });
    }

    private void workingHours() {
        int from = 360 + random.nextInt(240);
        int to = from + 240 + random.nextInt(360);
        double chance = 0.02 + 0.2 * random.nextDouble();
        add("working hours", minute -> minute >= from && minute < to && random.nextDouble() < chance);
    }

    private void add(String kind, IntPredicate called) {
        boolean[] row = new boolean[DAY];
        for (int minute = 0; minute < DAY; minute++) {
            row[minute] = called.test(minute);
        }
        names.add(kind + " " + names.size());
        rows.add(row);
    }
}
