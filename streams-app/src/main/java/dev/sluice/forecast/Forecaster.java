package dev.sluice.forecast;

import dev.sluice.forecast.expert.Experts;
import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.Seasons;
import dev.sluice.forecast.history.Snapshot;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Learns one demand online, window by window, and forecasts it at a few horizons.
 *
 * <p><b>Idea.</b> Each horizon has a {@link HorizonModel}: 13 simple experts and two regressions, combined by their
 * recent errors, with a band of quantiles around the result. All horizons share one past and one set of seasons
 * (hour, day, week).
 *
 * <p><b>Example.</b> Windows are 10 s long and the horizons are 1 and 6 windows. After the window that ended at
 * 12:00:00 was observed, {@code forecast(6)} is the demand expected in the window that ends at 12:01:00. If the next
 * observed window ends at 12:00:30, two windows are missing. Missing windows are skipped; they are not zero demand.
 *
 * <p>Each forecast uses only windows that were observed before it. Not thread-safe.
 */
public final class Forecaster {
    private static final double LARGEST = 1e30;
    private static final int VERSION = 2;
    private static final int EXPERTS = Experts.fingerprint(Experts.ALL);

    private final long stepMillis;
    private final HorizonModel[] models;
    private final RecentPast past;
    private final Seasons seasons;
    private long endMillis;
    private long index = -1;

    /**
     * Creates a forecaster that has observed nothing.
     *
     * @param step length of a window
     * @param horizons in windows, ascending
     */
    public Forecaster(Duration step, int... horizons) {
        this(step.toMillis(), horizons);
    }

    private Forecaster(long stepMillis, int... horizons) {
        this(stepMillis, new RecentPast(), new Seasons(stepMillis), horizons);
    }

    private Forecaster(long stepMillis, RecentPast past, Seasons seasons, int... horizons) {
        if (stepMillis <= 0) {
            throw new IllegalArgumentException("step must be at least a millisecond, was " + stepMillis + " ms");
        }
        if (horizons.length == 0) {
            throw new IllegalArgumentException("at least one horizon is needed");
        }
        this.stepMillis = stepMillis;
        this.past = past;
        this.seasons = seasons;
        models = new HorizonModel[horizons.length];
        for (int i = 0; i < horizons.length; i++) {
            if (horizons[i] < 1 || (i > 0 && horizons[i] <= horizons[i - 1])) {
                throw new IllegalArgumentException("horizons must be at least 1 and ascending");
            }
            models[i] = new HorizonModel(horizons[i], past, seasons);
        }
    }

    /**
     * Returns a forecaster of the same demand at other horizons. It takes over what is known of the demand, and the
     * models of the horizons that remain. A new horizon starts to learn with the next window and has no useful
     * forecast before. This forecaster must not be used any more.
     */
    public Forecaster lookingAhead(int... horizons) {
        Forecaster other = new Forecaster(stepMillis, past, seasons, horizons);
        other.endMillis = endMillis;
        other.index = index;
        for (int i = 0; i < other.models.length; i++) {
            for (HorizonModel model : models) {
                if (model.horizon() == other.models[i].horizon()) {
                    other.models[i] = model;
                }
            }
        }
        return other;
    }

    /** Learns the demand of the window that ended at {@code end}. Windows that were skipped are missing, not zero. */
    public void observe(Instant end, double demand) {
        observe(end.toEpochMilli(), demand);
    }

    /** Like {@link #observe(Instant, double)}, with the end in milliseconds since 1970. */
    public void observe(long endEpochMillis, double demand) {
        if (!(demand >= 0 && demand <= LARGEST)) {
            throw new IllegalArgumentException("demand must be from 0 to 1e30, was " + NumberText.exactly(demand));
        }
        long windows = 1;
        if (index >= 0) {
            windows = Math.round((double) (endEpochMillis - endMillis) / stepMillis);
            if (windows < 1) {
                throw new IllegalArgumentException("windows must come in order: " + Instant.ofEpochMilli(endEpochMillis)
                        + " after " + Instant.ofEpochMilli(endMillis));
            }
            past.skip(windows - 1);
        }
        index += windows;
        endMillis = endEpochMillis;
        past.add((float) demand);
        seasons.add(endMillis, (float) demand);
        for (HorizonModel model : models) {
            model.observe(index);
        }
    }

    /** The forecast for {@code horizonSteps} windows after the last observed one. */
    public Forecast forecast(int horizonSteps) {
        return model(horizonSteps).forecast(endMillis);
    }

    /** The {@code top} experts with the largest weights in that forecast, largest first. */
    public List<ExpertWeight> experts(int horizonSteps, int top) {
        return model(horizonSteps).experts(top);
    }

    /** True if an hourly, daily or weekly season was found that predicts the changes of this demand. */
    public boolean seasonal() {
        return seasons.found();
    }

    /** The seasons that were found, of hour, day and week. */
    public List<String> foundSeasons() {
        return seasons.names();
    }

    /** Number of windows observed so far. */
    public long observed() {
        return past.seen();
    }

    private HorizonModel model(int horizonSteps) {
        if (index < 0) {
            throw new IllegalStateException("nothing has been observed yet");
        }
        for (HorizonModel model : models) {
            if (model.horizon() == horizonSteps) {
                return model;
            }
        }
        throw new IllegalArgumentException("no model for a horizon of " + horizonSteps + " windows");
    }

    /**
     * Writes the state, and rounds the live state to what was written. From then on, this forecaster and one read
     * back from the snapshot give exactly the same forecasts.
     */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(EXPERTS);
        out.writeLong(stepMillis);
        out.writeByte(models.length);
        for (HorizonModel model : models) {
            out.writeInt(model.horizon());
        }
        pass(Snapshot.to(out));
    }

    /**
     * Reads the forecaster that was written.
     *
     * @throws IOException if the snapshot has another version or other experts: everything must then be learned again
     */
    public static Forecaster read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("forecaster snapshot of version " + version + ", expected " + VERSION);
        }
        if (in.readInt() != EXPERTS) {
            throw new IOException("forecaster snapshot with other experts");
        }
        long stepMillis = in.readLong();
        int[] horizons = new int[in.readUnsignedByte()];
        for (int i = 0; i < horizons.length; i++) {
            horizons[i] = in.readInt();
        }
        Forecaster forecaster = new Forecaster(stepMillis, horizons);
        forecaster.pass(Snapshot.from(in));
        return forecaster;
    }

    private void pass(Snapshot pass) throws IOException {
        endMillis = pass.whole(endMillis);
        index = pass.whole(index);
        past.pass(pass);
        seasons.pass(pass);
        for (HorizonModel model : models) {
            model.pass(pass);
        }
    }
}
