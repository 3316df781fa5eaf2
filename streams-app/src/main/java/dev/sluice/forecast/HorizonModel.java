package dev.sluice.forecast;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The forecast at one horizon: its experts, what they said and is not yet known, their shares and its errors. */
final class HorizonModel {
    private static final int SLOTS = 12;
    private static final int LAGS = 11;
    private static final int FEATURES = LAGS + 6;
    private static final int[] FEATURE_SPEEDS = {1, 2, 3, 4};
    private static final int EARLY = 20;
    private static final String[] NAMES = {
        "last value",
        "mean .6",
        "mean .3",
        "mean .1",
        "mean .03",
        "median of 5",
        "median of 15",
        "median of 61",
        "zero",
        "regression, long",
        "regression, short"
    };

    private static final int EXPERTS = NAMES.length;
    private static final double QUICK = .05;
    private static final double SLOW = .003;

    private final int horizon;
    private final int stride;
    private final Regression[] regressions;
    private final Mixture mixture;
    private final Band band = new Band();

    // what was said and is not yet known, one slot an origin
    private final long[] due;
    private final double[] mixedSaid;
    private final double[] lastSaid;
    private final double[] meanSaid;
    private final float[][] said;
    private final float[][] features;

    private final double[] values = new double[EXPERTS];
    private final float[] x = new float[FEATURES];
    private double mixed;
    private long errors;
    private double error;
    private double rootError;
    private double ownLoss;
    private double lastLoss;

    HorizonModel(int horizon) {
        this.horizon = horizon;
        stride = (horizon + SLOTS - 1) / SLOTS;
        regressions = new Regression[] {
            new Regression(FEATURES, Math.pow(.998, stride), .01), new Regression(FEATURES, Math.pow(.99, stride), .03)
        };
        mixture = new Mixture(EXPERTS, stride);
        int slots = Math.min(horizon, SLOTS);
        due = new long[slots];
        mixedSaid = new double[slots];
        lastSaid = new double[slots];
        meanSaid = new double[slots];
        said = new float[slots][EXPERTS];
        features = new float[slots][FEATURES];
        java.util.Arrays.fill(due, -1);
    }

    int horizon() {
        return horizon;
    }

    /** Learns from window {@code index}, whose demand is the past's last value, then looks ahead from it. */
    void observe(long index, RecentPast past) {
        long origin = index - horizon;
        if (origin >= 0 && origin % stride == 0) {
            int slot = (int) (origin / stride % due.length);
            if (due[slot] == index) {
                learn(slot, past.last());
            }
        }
        look(past);
        if (index % stride == 0) {
            keep((int) (index / stride % due.length), index, past);
        }
    }

    private void learn(int slot, double y) {
        double last = lastSaid[slot];
        double mean = meanSaid[slot];
        for (int i = 0; i < EXPERTS; i++) {
            values[i] = last + said[slot][i];
        }
        double forecast = mixedSaid[slot];
        if (errors >= EARLY) {
            band.learn((y - forecast) / scale(forecast, mean));
        }
        measure(y - forecast, y - last, Math.sqrt(forecast + .1 * mean));
        mixture.learn(values, forecast, y);
        if (mean > 0) {
            double change = Math.sqrt(y / mean) - Math.sqrt(last / mean);
            for (Regression regression : regressions) {
                regression.learn(features[slot], change);
            }
        }
        errors++;
    }

    private void measure(double miss, double change, double root) {
        double e = Math.abs(miss);
        double early = 1.0 / (errors + 1);
        error += Math.max(1 - Math.pow(1 - QUICK, stride), early) * (e - error);
        double slow = Math.max(1 - Math.pow(1 - SLOW, stride), early);
        if (root > 0) {
            rootError += slow * (e / root - rootError);
        }
        ownLoss += slow * (e - ownLoss);
        lastLoss += slow * (Math.abs(change) - lastLoss);
    }

    private double scale(double forecast, double mean) {
        return .5 * (error + rootError * Math.sqrt(forecast + .1 * mean)) + 1e-9 + 1e-3 * mean;
    }

    private void look(RecentPast past) {
        double last = past.last();
        values[0] = last;
        for (int i = 0; i < 4; i++) {
            values[1 + i] = past.ewma(i);
        }
        values[5] = past.median5();
        values[6] = past.median15();
        values[7] = past.median61();
        values[8] = 0;
        lookByRegression(past);
        mixed = mixture.mix(values);
    }

    private void lookByRegression(RecentPast past) {
        double mean = past.mean();
        if (mean <= 0) {
            values[9] = values[10] = 0;
            java.util.Arrays.fill(x, 0f);
            return;
        }
        double inverse = 1 / mean;
        double z = Math.sqrt(past.last() * inverse);
        x[0] = .3f;
        double newer = z;
        for (int i = 0; i < LAGS; i++) {
            double older = Math.sqrt(past.lag(i + 1) * inverse);
            x[1 + i] = Short16.round(newer - older);
            newer = older;
        }
        for (int i = 0; i < FEATURE_SPEEDS.length; i++) {
            x[1 + LAGS + i] = Short16.round(Math.sqrt(past.ewma(FEATURE_SPEEDS[i]) * inverse) - z);
        }
        x[5 + LAGS] = Short16.round(Math.sqrt(past.median61() * inverse) - z);
        for (int i = 0; i < regressions.length; i++) {
            double root = Math.max(0, z + regressions[i].predict(x));
            values[9 + i] =
                    regressions[i].updates() < EARLY ? past.ewma(0) : Math.min(root * root * mean, 1.5 * past.max());
        }
    }

    private void keep(int slot, long index, RecentPast past) {
        due[slot] = index + horizon;
        mixedSaid[slot] = (float) mixed;
        lastSaid[slot] = past.last();
        meanSaid[slot] = (float) past.mean();
        for (int i = 0; i < EXPERTS; i++) {
            said[slot][i] = Short16.round(values[i] - past.last());
        }
        System.arraycopy(x, 0, features[slot], 0, FEATURES);
    }

    Forecast forecast(long originMillis, RecentPast past) {
        double mean = past.mean();
        double rootScale = rootError * Math.sqrt(mixed + .1 * mean);
        boolean usable = errors >= EARLY && ownLoss < .98 * lastLoss;
        return new Forecast(
                originMillis,
                horizon,
                mixed,
                usable,
                new ErrorScale(errors, error, rootScale),
                band.quantiles(mixed, scale(mixed, mean)));
    }

    List<ExpertWeight> experts(int top) {
        List<ExpertWeight> all = new ArrayList<>();
        for (int i = 0; i < EXPERTS; i++) {
            all.add(new ExpertWeight(NAMES[i], mixture.weight(i), values[i]));
        }
        all.sort(Comparator.comparingDouble(ExpertWeight::weight).reversed());
        return List.copyOf(all.subList(0, Math.min(top, all.size())));
    }

    void pass(Snapshot pass) throws IOException {
        errors = pass.whole(errors);
        error = pass.single(error);
        rootError = pass.single(rootError);
        ownLoss = pass.single(ownLoss);
        lastLoss = pass.single(lastLoss);
        band.pass(pass);
        mixture.pass(pass);
        for (Regression regression : regressions) {
            regression.pass(pass);
        }
        for (int slot = 0; slot < due.length; slot++) {
            due[slot] = pass.whole(due[slot]);
            mixedSaid[slot] = pass.single(mixedSaid[slot]);
            lastSaid[slot] = pass.single(lastSaid[slot]);
            meanSaid[slot] = pass.single(meanSaid[slot]);
            pass.halves(said[slot], EXPERTS);
            pass.halves(features[slot], FEATURES);
        }
    }

    /** After a snapshot the state is rounded, so what is seen ahead is looked at anew. */
    void refresh(RecentPast past) {
        look(past);
    }
}
