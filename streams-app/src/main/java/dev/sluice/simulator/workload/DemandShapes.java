package dev.sluice.simulator.workload;

import java.util.Arrays;

/** Building blocks of demand over time: each fills or multiplies an array of one relative rate a step. */
final class DemandShapes {
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    private final double step;
    private final SeededRandom chance;
    private final double[] rate;

    /** A flat rate of 1. */
    DemandShapes(int steps, double step, SeededRandom chance) {
        this.step = step;
        this.chance = chance;
        this.rate = new double[steps];
        Arrays.fill(rate, 1);
    }

    double[] rate() {
        return rate;
    }

    /** Two harmonics of the day: low at night, a plateau over noon, highest in the evening. */
    DemandShapes day(double depth) {
        for (int i = 0; i < rate.length; i++) {
            double phase = 2 * Math.PI * (i * step % DAY) / DAY;
            rate[i] *= Math.max(.02, 1 - depth * Math.cos(phase - .6) - depth * .3 * Math.cos(2 * phase));
        }
        return this;
    }

    /** The last two days of each week at {@code share} of the others. */
    DemandShapes weekend(double share) {
        for (int i = 0; i < rate.length; i++) {
            long day = (long) (i * step / DAY);
            rate[i] *= day % 7 >= 5 ? share : 1;
        }
        return this;
    }

    /** Noise that remembers itself for {@code memory} seconds, with this spread of its logarithm. */
    DemandShapes noise(double spread, double memory) {
        double keep = Math.exp(-step / memory);
        double level = 0;
        for (int i = 0; i < rate.length; i++) {
            level = keep * level + Math.sqrt(1 - keep * keep) * chance.gaussian();
            rate[i] *= Math.exp(spread * level);
        }
        return this;
    }

    /** Crowds that come out of nothing every {@code every} seconds on average, grow for minutes and fade. */
    DemandShapes crowds(double every, double most) {
        for (double at = chance.wait(every); at < rate.length * step; at += chance.wait(every)) {
            crowd(at, chance.between(1, most), chance.between(120, 600), chance.between(900, 5400));
        }
        return this;
    }

    private void crowd(double at, double height, double growth, double fading) {
        int from = (int) (at / step);
        int to = (int) Math.min(rate.length, (at + growth + 6 * fading) / step + 1);
        for (int i = from; i < to; i++) {
            double since = (i - from) * step;
            rate[i] += height * (since < growth ? since / growth : Math.exp(-(since - growth) / fading));
        }
    }

    /** A new level every {@code every} seconds on average, each a factor of this spread away from 1. */
    DemandShapes levels(double every, double spread) {
        double level = 1;
        double next = chance.wait(every);
        for (int i = 0; i < rate.length; i++) {
            if (i * step >= next) {
                level = chance.factor(spread);
                next += chance.wait(every);
            }
            rate[i] *= level;
        }
        return this;
    }

    /** Growth from 1 to {@code factor} over the whole, at a constant percentage. */
    DemandShapes growth(double factor) {
        for (int i = 0; i < rate.length; i++) {
            rate[i] *= Math.pow(factor, (double) i / rate.length);
        }
        return this;
    }

    /** On and off in turns of these mean lengths in seconds; off lets {@code rest} of the rate through. */
    DemandShapes bursts(double on, double off, double rest) {
        boolean busy = false;
        double next = chance.wait(off);
        double strength = 1;
        for (int i = 0; i < rate.length; i++) {
            while (i * step >= next) {
                busy = !busy;
                strength = chance.factor(.6);
                next += chance.wait(busy ? on : off);
            }
            rate[i] *= busy ? strength : rest;
        }
        return this;
    }

    /** Batches that are handed in every {@code every} seconds, a few minutes late or early, within {@code length}. */
    DemandShapes batches(double every, double length, double height) {
        for (double due = every / 2; due < rate.length * step; due += every) {
            int from = (int) Math.max(0, (due + 120 * chance.gaussian()) / step);
            int steps = (int) Math.max(1, length / step);
            double size = height * chance.factor(.4) * length / (steps * step);
            for (int i = from; i < Math.min(rate.length, from + steps); i++) {
                rate[i] += size;
            }
        }
        return this;
    }

    /** Multiplies so that the mean is {@code mean}. */
    double[] scaledTo(double mean) {
        double sum = 0;
        for (double r : rate) {
            sum += r;
        }
        double factor = sum == 0 ? 0 : mean * rate.length / sum;
        for (int i = 0; i < rate.length; i++) {
            rate[i] *= factor;
        }
        return rate;
    }
}
