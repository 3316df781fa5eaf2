package dev.sluice.control.message.report;

/**
 * The time up to which reports have been read: everything that the broker had by then. After a stop, it stays at the
 * time of the stop until the reader has caught up. A reader that keeps up is at most a moment behind the clock.
 */
public interface ReadTime {
    /** For reports that arrive as they are made, with none waiting to be read. */
    ReadTime NOTHING_WAITS = (kind, wall) -> wall;

    /** Returns the time up to which reports of {@code kind} are read, at {@code wall}, both ms. */
    long upTo(ReportKind kind, long wall);
}
