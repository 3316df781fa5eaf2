package dev.sluice.topology.consumer;

import java.util.OptionalLong;

/**
 * Up to when a partition has been read: all records that the broker had by then have been handled.
 *
 * <p>A poll after which nothing more waits at the broker has brought all that there was at its time. When the last record that it, or
 * one before it, handed over has been handled, the partition is read up to the time of that poll. Used by one thread at a time.
 */
public final class PartitionRead {
    private static final long NONE = -1;

    private volatile long handedOver = NONE;
    private volatile long handled = NONE;
    private volatile long readUpTo = Long.MIN_VALUE;
    // the time of a poll that left nothing, and the last record that was handed over by then
    private volatile long complete = Long.MIN_VALUE;
    private volatile long completeAt = NONE;
    // where the broker's end was when something was left, and when
    private volatile long end = Long.MIN_VALUE;
    private volatile long endAt;

    /** Nothing is known any more: the partition has come to another task. */
    public void forget() {
        handedOver = NONE;
        handled = NONE;
        readUpTo = Long.MIN_VALUE;
        complete = Long.MIN_VALUE;
        end = Long.MIN_VALUE;
    }

    /**
     * Notes a poll.
     *
     * @param last offset of the newest record that it brought, -1 where it brought none
     * @param lag records that the broker has beyond those; empty where that is not known
     * @param now when the broker had no more than those, which is some time before the poll ({@link LagTimes}), ms
     */
    public void polled(long last, OptionalLong lag, long now) {
        handedOver = last == NONE ? handedOver : last;
        if (lag.isEmpty()) {
            return;
        }
        if (lag.getAsLong() == 0) {
            end = Long.MIN_VALUE;
            complete(now);
        } else if (end != Long.MIN_VALUE && handedOver >= end) {
            long at = endAt;
            mark(lag.getAsLong(), now);
            complete(at);
        } else if (end == Long.MIN_VALUE && handedOver != NONE) {
            mark(lag.getAsLong(), now);
        }
    }

    private void mark(long lag, long now) {
        end = handedOver + lag;
        endAt = now;
    }

    private void complete(long at) {
        // the mark before stays until it is reached, so that a steady stream does not push it on for ever
        if (complete == Long.MIN_VALUE || handled >= completeAt) {
            settle();
            complete = at;
            completeAt = handedOver;
        }
        settle();
    }

    /** Notes that the record at this offset, and all before it, have been handled. */
    public void handled(long offset) {
        handled = offset;
        settle();
    }

    private void settle() {
        if (complete != Long.MIN_VALUE && handled >= completeAt) {
            readUpTo = Math.max(readUpTo, complete);
        }
    }

    /** The time up to which it is read, ms; {@link Long#MIN_VALUE} while that is not known. */
    long readUpTo() {
        return readUpTo;
    }
}
