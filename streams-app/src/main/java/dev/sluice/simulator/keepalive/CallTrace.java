package dev.sluice.simulator.keepalive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which minutes each function was called in.
 *
 * @param firstMinute minutes since the epoch, or since an origin of the trace's own, of the first minute
 * @param functions their names
 * @param active minutes by function: {@code active.get(f)[t]} is whether function {@code f} was called in minute
 *     {@code firstMinute + t}
 */
public record CallTrace(long firstMinute, List<String> functions, List<boolean[]> active) {
    public CallTrace {
        functions = List.copyOf(functions);
        active = List.copyOf(active);
        if (functions.isEmpty() || functions.size() != active.size()) {
            throw new IllegalArgumentException("a trace of calls needs at least one function, and minutes for each");
        }
        int minutes = active.get(0).length;
        if (minutes == 0 || active.stream().anyMatch(row -> row.length != minutes)) {
            throw new IllegalArgumentException("every function needs the same number of minutes, at least one");
        }
    }

    /** Minutes covered. */
    public int minutes() {
        return active.get(0).length;
    }

    /** Whether function {@code f} was called in the trace's minute {@code t}. */
    public boolean called(int f, int t) {
        return active.get(f)[t];
    }

    /** The trace without functions that were called in exactly the same minutes as one before them. */
    public CallTrace distinct() {
        Set<List<Integer>> seen = new HashSet<>();
        List<String> names = new ArrayList<>();
        List<boolean[]> rows = new ArrayList<>();
        for (int f = 0; f < functions.size(); f++) {
            if (seen.add(calledMinutes(active.get(f)))) {
                names.add(functions.get(f));
                rows.add(active.get(f));
            }
        }
        return new CallTrace(firstMinute, names, rows);
    }

    private static List<Integer> calledMinutes(boolean[] row) {
        return IntStream.range(0, row.length).filter(t -> row[t]).boxed().toList();
    }
}
