package dev.sluice.ingest.mapping;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Points that could not be used: how many, and the first few reasons. */
public final class Refusals {
    private static final int MOST_REASONS = 5;

    private final Set<String> reasons = new LinkedHashSet<>();
    private long points;

    /** Notes a point. */
    public void refuse(String reason) {
        points++;
        if (reasons.size() < MOST_REASONS) {
            reasons.add(reason);
        }
    }

    /** Notes everything of another. */
    public void addAll(Refusals other) {
        other.reasons.stream().limit(MOST_REASONS - reasons.size()).forEach(reasons::add);
        points += other.points;
    }

    public long points() {
        return points;
    }

    /** The first few reasons, each once. */
    public String reasons() {
        return reasons.stream().collect(Collectors.joining("; "));
    }
}
