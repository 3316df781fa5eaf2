package dev.sluice.cli.demo.service;

import dev.sluice.allocation.Pool;
import java.time.Duration;
import java.util.List;

/** The machines of the demo, at round prices of one cloud: what is cheap for large work starts slowly and is scarce. */
public final class DemoPools {
    public static final List<Pool> ALL = List.of(
            Pool.of("cpu", .17).withLeadTime(Duration.ofSeconds(45)),
            Pool.of("a10g", 1.0).withLeadTime(Duration.ofSeconds(120)).withLimit(12),
            Pool.of("h100", 3.9).withLeadTime(Duration.ofSeconds(300)).withLimit(3),
            // a replica of a large model takes eight
            Pool.of("8xa100", 16).withLeadTime(Duration.ofSeconds(120)));

    private DemoPools() {}

    static Pool named(String name) {
        return ALL.stream().filter(pool -> pool.name().equals(name)).findFirst().orElseThrow();
    }
}
