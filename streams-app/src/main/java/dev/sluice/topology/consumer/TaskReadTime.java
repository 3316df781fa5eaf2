package dev.sluice.topology.consumer;

import dev.sluice.control.message.report.ReadTime;
import dev.sluice.control.message.report.ReportKind;

/** How far one task has read its two topics of reports. */
public final class TaskReadTime implements ReadTime {
    private final PartitionRead requests;
    private final PartitionRead usage;

    public TaskReadTime(PartitionRead requests, PartitionRead usage) {
        this.requests = requests;
        this.usage = usage;
    }

    @Override
    public long upTo(ReportKind kind, long wall) {
        return Math.min(wall, (kind == ReportKind.REQUESTS ? requests : usage).readUpTo());
    }

    /** The time up to which both are read, ms. */
    public long upTo(long wall) {
        return Math.min(upTo(ReportKind.REQUESTS, wall), upTo(ReportKind.USAGE, wall));
    }
}
