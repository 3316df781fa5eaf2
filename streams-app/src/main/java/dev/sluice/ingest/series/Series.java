package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.export.Value.Absent;
import dev.sluice.ingest.export.Value.Amount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What is known of one series: enough to tell what is new in its next point.
 *
 * <p>A cumulative series is kept by the start of its counting. A restart is another start, and processes that share one identity are
 * told apart by it. A delta series is kept by the times of its newest points. So a point that is repeated counts once, and points may come
 * in any order.
 */
final class Series {
    /** Starts of one cumulative series that are kept: processes that share an identity, and restarts. */
    private static final int MOST_LIVES = 16;

    /** A start that has sent nothing for so long has ended, ns. */
    private static final long LIFE_NS = 15 * 60 * 1_000_000_000L;

    /** Newest points of a delta series by which repeated ones are known. */
    private static final int MOST_TIMES = 64;

    private final Role role;
    private final int rank;
    private final boolean error;
    private final Temporality temporality;
    private final double bound;
    private final List<Life> lives = new ArrayList<>();
    private final TreeSet<Long> times = new TreeSet<>();

    /** The newest point since a start of counting. */
    static final class Life {
        final long start;
        private long time;
        private Value value;

        Life(long start, long time, Value value) {
            this.start = start;
            this.time = time;
            this.value = value;
        }

        long time() {
            return time;
        }

        Value value() {
            return value;
        }
    }

    /** Tells whether all that a series shows at its first point is new. */
    @FunctionalInterface
    interface Novelty {
        boolean isNew(Sample sample);
    }

    Series(Role role, int rank, boolean error, Temporality temporality, double bound) {
        this.role = role;
        this.rank = rank;
        this.error = error;
        this.temporality = temporality;
        this.bound = bound;
    }

    static Series of(Sample sample) {
        return new Series(sample.role(), sample.rank(), sample.error(), sample.temporality(), sample.bound());
    }

    /** Whether a sample is of another kind than those before it: its sender or the mapping has changed. */
    boolean differs(Sample s) {
        return s.role() != role || s.rank() != rank || s.error() != error || s.temporality() != temporality;
    }

    /** What a sample adds; empty if nothing, or if the series is a level. */
    Optional<Value> take(Sample sample, Novelty novelty) {
        return switch (temporality) {
            case CUMULATIVE -> sample.value() instanceof Absent ? Optional.empty() : cumulative(sample, novelty);
            case DELTA -> sample.value() instanceof Absent ? Optional.empty() : delta(sample);
            case LEVEL, LEVEL_CHANGE -> level(sample);
        };
    }

    private Optional<Value> cumulative(Sample sample, Novelty novelty) {
        Optional<Life> known =
                lives.stream().filter(life -> life.start == sample.start()).findFirst();
        if (known.isEmpty()) {
            begin(sample);
            return novelty.isNew(sample) ? Optional.of(sample.value()) : Optional.empty();
        }
        Life life = known.get();
        if (sample.time() <= life.time) {
            return Optional.empty();
        }
        Value grown = Growth.between(life.value, sample.value());
        life.time = sample.time();
        life.value = sample.value();
        return Optional.of(grown);
    }

    private void begin(Sample sample) {
        lives.removeIf(life -> life.time < sample.time() - LIFE_NS);
        if (lives.size() >= MOST_LIVES) {
            lives.stream().min(Comparator.comparingLong(Life::time)).ifPresent(lives::remove);
        }
        lives.add(new Life(sample.start(), sample.time(), sample.value()));
    }

    private Optional<Value> delta(Sample sample) {
        boolean forgotten = times.size() >= MOST_TIMES && sample.time() < times.first();
        if (forgotten || !times.add(sample.time())) {
            return Optional.empty();
        }
        if (times.size() > MOST_TIMES) {
            times.pollFirst();
        }
        return Optional.of(sample.value());
    }

    private Optional<Value> level(Sample sample) {
        if (!lives.isEmpty() && sample.time() <= newest()) {
            return Optional.empty();
        }
        Value before = lives.isEmpty() ? new Absent() : lives.get(0).value;
        lives.clear();
        lives.add(new Life(
                0, sample.time(), temporality == Temporality.LEVEL ? sample.value() : changed(before, sample)));
        return Optional.empty();
    }

    private static Value changed(Value before, Sample sample) {
        return before instanceof Amount from && sample.value() instanceof Amount by
                ? new Amount(from.amount() + by.amount())
                : sample.value();
    }

    /** Time of the newest point, ns; 0 before the first. */
    long newest() {
        long ofLives = lives.stream().mapToLong(Life::time).max().orElse(0);
        return times.isEmpty() ? ofLives : Math.max(ofLives, times.last());
    }

    /** The level that it shows; empty if it shows none. */
    Optional<Double> level() {
        return lives.isEmpty() || !(lives.get(0).value instanceof Amount amount)
                ? Optional.empty()
                : Optional.of(amount.amount());
    }

    Role role() {
        return role;
    }

    int rank() {
        return rank;
    }

    boolean error() {
        return error;
    }

    Temporality temporality() {
        return temporality;
    }

    double bound() {
        return bound;
    }

    boolean isLevel() {
        return temporality == Temporality.LEVEL || temporality == Temporality.LEVEL_CHANGE;
    }

    List<Life> lives() {
        return lives;
    }

    NavigableSet<Long> times() {
        return times;
    }
}
