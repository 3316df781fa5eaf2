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

/** The overrides and schedules of one service, and when the next one begins or ends. */
final class OverrideTimeline {
    /** Maximum number of overrides and schedules of one service: each window checks all of them. */
    private static final int MOST = 200;

    private OverrideSet agenda = OverrideSet.EMPTY;
    private long nextChange = Long.MAX_VALUE;

    /**
     * Takes in an override or a schedule at {@code now} (ms).
     *
     * @throws IllegalArgumentException if there would be too many; nothing is changed then
     */
    void take(OverrideEvent change, long now) {
        OverrideSet next = change.after(agenda).pruned(Instant.ofEpochMilli(now));
        if (next.overrides().size() + next.schedules().size() > MOST) {
            throw new IllegalArgumentException("the service has " + MOST + " overrides and schedules already");
        }
        agenda = next;
    }

    /** Notes that what is in force at {@code now} (ms) was acted on. */
    void actedOn(long now) {
        nextChange = agenda.nextChange(Instant.ofEpochMilli(now))
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
    }

    /** Returns when the next override or schedule begins or ends, ms. */
    long nextChange() {
        return nextChange;
    }

    /** Returns what is in force at {@code now} (ms). */
    EffectiveOverrides at(long now, ScalingPolicy policy) {
        return agenda.isEmpty() ? EffectiveOverrides.none(policy.replicas()) : at(now, policy.replicas());
    }

    private EffectiveOverrides at(long now, ScalingPolicy.Bounds bounds) {
        return agenda.at(Instant.ofEpochMilli(now), bounds);
    }

    /** Returns the policy with the bounds in force at {@code now} (ms). */
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
