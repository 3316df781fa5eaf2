package dev.sluice.control.verdict;

import dev.sluice.control.message.decision.Verdict;
import dev.sluice.forecast.Forecast;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The verdict on the decisions of one service, window by window. It starts anew with every policy.
 *
 * <p>While a policy advises, a {@link ShadowFleet} runs what is decided. It starts with what runs in the first window,
 * which is not judged. While a policy acts, what runs is judged.
 *
 * <p>Example: one replica serves 10 per second, 12 replicas run, and advice would have run 9 in a window with a demand
 * of 100 per second. A share of 10 % would have gone unserved, at 75 % of the cost.
 */
public final class RunningVerdict {
    private Optional<ShadowFleet> shadow = Optional.empty();
    private BandCheck band = new BandCheck();
    private VerdictSums sums = new VerdictSums();
    private boolean changed;

    /** Starts anew: another policy is in force. */
    public void restart() {
        shadow = Optional.empty();
        band = new BandCheck();
        sums = new VerdictSums();
        changed = true;
    }

    /** Judges a window under a policy that advises. */
    public void advised(JudgedWindow window) {
        changed = true;
        if (shadow.isEmpty()) {
            shadow = Optional.of(ShadowFleet.of(window.ran()));
            return;
        }
        ShadowFleet fleet = shadow.get();
        fleet.forget(window.from());
        sums.add(window, fleet.ready(window.from(), window.to()), fleet.ordered(window.from(), window.to()));
        band.closed(window.to(), window.demand());
    }

    /** Judges a window under a policy that acts. */
    public void acted(JudgedWindow window) {
        changed = true;
        sums.add(window, window.ran(), window.ran());
        band.closed(window.to(), window.demand());
    }

    /** Keeps a forecast until its window has closed. */
    public void forecast(Forecast forecast, Duration window) {
        band.forecast(forecast, window);
        changed = true;
    }

    /** Returns the replicas that advice has ordered last; empty before the first window. */
    public OptionalInt ordered() {
        return shadow.isPresent() ? OptionalInt.of(shadow.get().ordered()) : OptionalInt.empty();
    }

    /** Orders replicas in the fleet that advice would have run, at {@code now} (ms). */
    public void order(int replicas, long now, Duration lead) {
        shadow.ifPresent(fleet -> fleet.order(replicas, now, lead.toMillis()));
        changed = true;
    }

    /** Returns the verdict; empty before the first window. */
    public Optional<Verdict> told(double allowedUnserved) {
        return sums.isEmpty()
                ? Optional.empty()
                : Optional.of(sums.verdict(allowedUnserved, band.coverage(), shadow.isPresent()));
    }

    /** Returns true if it changed since it was last written. */
    public boolean changed() {
        return changed;
    }

    /** Counts as unchanged from now on. */
    public void written() {
        changed = false;
    }

    /** Returns true if no window was judged and nothing was forecast yet. */
    public boolean isBlank() {
        return shadow.isEmpty() && sums.isEmpty() && band.isBlank();
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(shadow.isPresent());
        if (shadow.isPresent()) {
            shadow.get().write(out);
        }
        band.write(out);
        sums.write(out);
    }

    public void read(DataInput in) throws IOException {
        shadow = in.readBoolean() ? Optional.of(ShadowFleet.read(in)) : Optional.empty();
        band = BandCheck.read(in);
        sums = VerdictSums.read(in);
        changed = false;
    }
}
