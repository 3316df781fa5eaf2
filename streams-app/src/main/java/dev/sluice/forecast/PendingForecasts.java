package dev.sluice.forecast;

import dev.sluice.forecast.history.Short16;
import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;
import java.util.Arrays;

/**
 * Forecasts for windows that have not come yet. The number of slots is fixed whatever the horizon, so for a long
 * horizon only every second or third forecast is kept and learned from.
 */
final class PendingForecasts {
    private static final int SLOTS = 16;
    private static final int NONE = -1;

    private final int horizon;
    private final int stride;
    private final Slot[] slots;

    /** One forecast and its inputs. */
    static final class Slot {
        private long due = NONE;
        double mixed;
        double last;
        double mean;
        final float[] above;
        final float[] features;
        final float[] scales;

        private Slot(int experts, int features) {
            above = new float[experts];
            this.features = new float[features];
            scales = new float[QuantileBand.SCALES];
        }

        void values(double[] values) {
            for (int i = 0; i < values.length; i++) {
                values[i] = last + above[i];
            }
        }

        void keep(double[] values, float[] features, float[] scales) {
            for (int i = 0; i < values.length; i++) {
                above[i] = Short16.round(values[i] - last);
            }
            System.arraycopy(features, 0, this.features, 0, features.length);
            System.arraycopy(scales, 0, this.scales, 0, scales.length);
        }

        private void pass(Snapshot pass, int width) throws IOException {
            due = pass.whole(due);
            if (due == NONE) {
                return;
            }
            mixed = pass.single(mixed);
            last = pass.single(last);
            mean = pass.single(mean);
            pass.halves(above, above.length);
            pass.halves(features, width);
            pass.halves(scales, scales.length);
            Arrays.fill(features, width, features.length, 0f);
        }
    }

    PendingForecasts(int horizon, int experts, int features) {
        this.horizon = horizon;
        stride = (horizon + SLOTS - 1) / SLOTS;
        slots = new Slot[(horizon + stride - 1) / stride];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot(experts, features);
        }
    }

    /** Number of windows between two kept forecasts. */
    int stride() {
        return stride;
    }

    /** True if a forecast for window {@code index} was kept. */
    boolean has(long index) {
        long origin = index - horizon;
        return origin >= 0 && origin % stride == 0 && at(origin).due == index;
    }

    /** The forecast for window {@code index}. */
    Slot about(long index) {
        return at(index - horizon);
    }

    /** True if a forecast made in window {@code index} must be kept. */
    boolean keeps(long index) {
        return index % stride == 0;
    }

    /** The slot of the forecast made in window {@code index}. */
    Slot made(long index) {
        Slot slot = at(index);
        slot.due = index + horizon;
        return slot;
    }

    private Slot at(long origin) {
        return slots[(int) (origin / stride % slots.length)];
    }

    /** {@code width} is the number of features in use. */
    void pass(Snapshot pass, int width) throws IOException {
        for (Slot slot : slots) {
            slot.pass(pass, width);
        }
    }
}
