package dev.sluice.web.model;

import dev.sluice.events.DemandForecast;
import dev.sluice.events.ResourceCost;
import dev.sluice.web.model.series.CostHour;
import dev.sluice.web.model.series.Costs;
import dev.sluice.web.model.series.Expected;
import dev.sluice.web.model.series.MemoryShare;
import dev.sluice.web.model.series.Point;
import dev.sluice.web.model.series.PointSeries;
import dev.sluice.web.model.series.RecordRing;
import dev.sluice.web.model.summary.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The past of one service, in its share of the memory: points, forecasts of what is to come, records as they came. */
final class ServiceHistory {
    private static final double POINTS = .5;
    private static final double CHANGES = .2;
    private static final double DECISIONS = .1;
    private static final double COMMANDS = .05;
    private static final double ANSWERS = .05;
    private static final double COSTS = .1;
    private static final int MOST_AHEAD = 512;

    private final MemoryShare memory;
    private final long kept;
    private final PointSeries points = new PointSeries();
    private final NavigableMap<Long, Expected> expected = new TreeMap<>();
    private final Costs costs = new Costs();

    final RecordRing changes = new RecordRing();
    final RecordRing decisions = new RecordRing();
    final RecordRing commands = new RecordRing();
    final RecordRing answers = new RecordRing();

    ServiceHistory(MemoryShare memory, long kept) {
        this.memory = memory;
        this.kept = kept;
    }

    void forecast(DemandForecast forecast) {
        Expected of = Expected.of(forecast);
        if (of.at() <= points.last()) {
            // the two topics are read side by side: this one came later
            points.forecast(of);
            return;
        }
        expected.put(of.at(), of);
        while (expected.size() > MOST_AHEAD) {
            expected.pollFirstEntry();
        }
    }

    /** A window has closed: what was forecast for it is a forecast of the past now. */
    void closed(Point point) {
        points.add(point, memory.bytes(POINTS));
        NavigableMap<Long, Expected> past = expected.headMap(point.at(), true);
        past.values().forEach(points::forecast);
        past.clear();
    }

    void decided(long at, byte[] record, boolean change) {
        if (change) {
            changes.add(at, record, memory.bytes(CHANGES));
        }
        decisions.add(at, record, memory.bytes(DECISIONS));
    }

    void commanded(long at, byte[] record) {
        commands.add(at, record, memory.bytes(COMMANDS));
    }

    void answered(long at, byte[] record) {
        answers.add(at, record, memory.bytes(ANSWERS));
    }

    void costed(ResourceCost cost) {
        costs.add(cost, memory.bytes(COSTS));
    }

    /** Gives back what does not fit any more, or is older than is shown. */
    void trim(long now) {
        long since = now - kept;
        points.trim(memory.bytes(POINTS), since);
        changes.trim(memory.bytes(CHANGES), since);
        decisions.trim(memory.bytes(DECISIONS), since);
        commands.trim(memory.bytes(COMMANDS), since);
        answers.trim(memory.bytes(ANSWERS), since);
    }

    List<Point> points(long from, long to) {
        return points.between(from, to);
    }

    /** What is forecast of windows that have not closed. */
    List<Expected> ahead() {
        return new ArrayList<>(expected.values());
    }

    /** How many of the newest windows in a row had demand above ready capacity. */
    int windowsAbove() {
        return points.lastAbove(Conditions.OVERLOAD);
    }

    float[] lastSeen(int most) {
        return points.lastSeen(most);
    }

    List<CostHour> costs() {
        return costs.all();
    }

    int bytes() {
        return points.bytes()
                + changes.bytes()
                + decisions.bytes()
                + commands.bytes()
                + answers.bytes()
                + costs.bytes()
                + expected.size() * 64;
    }
}
