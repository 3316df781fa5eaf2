package dev.sluice.control.message;

/**
 * Up to when reports have been read: everything that the broker had by then. After a stop that is the time of the stop until the
 * reader has caught up; a reader that keeps up is at most a moment behind the clock.
 */
public interface ReadTime {
    /** Reports that come as they are made, with none to be read before them. */
    ReadTime NOTHING_WAITS = (kind, wall) -> wall;

    /** The time up to which reports of {@code kind} are read, at {@code wall}, both ms. */
    long upTo(ReportKind kind, long wall);
}
