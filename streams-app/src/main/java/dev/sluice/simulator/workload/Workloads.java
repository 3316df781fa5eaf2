package dev.sluice.simulator.workload;

import dev.sluice.simulator.workload.Workload.Kind;
import java.util.ArrayList;
import java.util.List;

/** Generated demand for the demo, the tests and the quality gates: one workload of each kind in a usual size. */
public final class Workloads {
    private static final double DAY = 86_400;

    private Workloads() {}

    /**
     * One workload of each kind.
     *
     * @param step seconds
     * @param days length
     * @param seed of everything random
     */
    public static List<Workload> oneOfEach(double step, double days, long seed) {
        List<Workload> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.add(of(kind, step, days, seed));
        }
        return all;
    }

    /** A workload in a size that is usual for its kind. */
    public static Workload of(Kind kind, double step, double days, long seed) {
        return new Workload(kind, 0, step, (int) Math.max(1, days * DAY / step), usualMean(kind), seed);
    }

    /** The kind of that name. */
    public static Kind kind(String label) {
        for (Kind kind : Kind.values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no workload is called " + label);
    }

    private static double usualMean(Kind kind) {
        return switch (kind) {
            case WEB_DAY -> 40;
            case OFFICE_WEEK -> 25;
            case LLM_TOKENS -> 3000;
            case SPARSE_FUNCTION -> .05;
            case QUEUE_BATCHES -> 60;
            case LEVEL_SHIFTS -> 30;
            case GROWTH -> 20;
        };
    }
}
