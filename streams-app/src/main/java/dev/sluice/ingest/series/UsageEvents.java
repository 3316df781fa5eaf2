package dev.sluice.ingest.series;

import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Events of what instances used. */
final class UsageEvents {
    private UsageEvents() {}

    /** The event with the level of each role; a role without one was not measured. */
    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    static UsageEvent of(ReporterKey reporter, long from, long to, Function<Role, Optional<Double>> level) {
        Function<Role, Long> bytes = role -> level.apply(role).map(Math::round).orElse(null);
        return UsageEvent.newBuilder()
                .setService(reporter.service())
                .setInstance(reporter.instance())
                .setPool(reporter.pool())
                .setFrom(Instant.ofEpochMilli(from))
                .setTo(Instant.ofEpochMilli(to))
                .setCpuUsed(level.apply(Role.CPU).orElse(null))
                .setCpuLimit(level.apply(Role.CPU_LIMIT).orElse(null))
                .setMemoryUsed(bytes.apply(Role.MEMORY))
                .setMemoryLimit(bytes.apply(Role.MEMORY_LIMIT))
                .setGpuUsed(level.apply(Role.GPU).orElse(null))
                .setGpuLimit(level.apply(Role.GPU_LIMIT).orElse(null))
                .setGpuMemoryUsed(bytes.apply(Role.GPU_MEMORY))
                .setGpuMemoryLimit(bytes.apply(Role.GPU_MEMORY_LIMIT))
                .setStorageUsed(bytes.apply(Role.STORAGE))
                .setStorageLimit(bytes.apply(Role.STORAGE_LIMIT))
                .build();
    }
}
