package dev.sluice.control;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.policy.schedule.OverrideSetCodec;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;

/** What is set for one service by hand or by the calendar, and when that next begins or ends. */
final class OverrideTimeline {
    /** Overrides and schedules of one service: each window looks at all of them. */
    private static final int MOST = 200;

    private OverrideSet agenda = OverrideSet.EMPTY;
    private long nextChange = Long.MAX_VALUE;

    /**
     * Takes in what somebody set, at {@code now} (ms).
     *
     * @throws IllegalArgumentException where there would be too many; nothing is changed then
     */
    void take(OverrideEvent change, long now) {
        OverrideSet next = change.after(agenda).pruned(Instant.ofEpochMilli(now));
        if (next.overrides().size() + next.schedules().size() > MOST) {
            throw new IllegalArgumentException("the service has " + MOST + " overrides and schedules already");
        }
        agenda = next;
    }

    /** Notes that what holds at {@code now} (ms) was acted on. */
    void actedOn(long now) {
        nextChange = agenda.nextChange(Instant.ofEpochMilli(now))
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
    }

    /** When something begins or ends, ms. */
    long nextChange() {
        return nextChange;
    }

    /** What holds at {@code now} (ms). */
    EffectiveOverrides at(long now, ScalingPolicy policy) {
        return agenda.at(Instant.ofEpochMilli(now), policy.replicas());
    }

    /** The policy with the bounds that hold at {@code now} (ms). */
    ScalingPolicy over(ScalingPolicy policy, long now) {
        return agenda.equals(OverrideSet.EMPTY)
                ? policy
                : policy.boundedBy(at(now, policy).bounds());
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(nextChange);
        OverrideSetCodec.write(agenda, out);
    }

    void read(DataInput in) throws IOException {
        nextChange = in.readLong();
        agenda = OverrideSetCodec.read(in);
    }
}
