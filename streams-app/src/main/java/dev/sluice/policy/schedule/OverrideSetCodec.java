package dev.sluice.policy.schedule;

import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;

/** Converts an override set to bytes and back, without loss. */
public final class OverrideSetCodec {
    private static final byte PAUSE = 0;
    private static final byte FORCE = 1;
    private static final byte FREEZE = 2;
    private static final byte LIMIT = 3;
    private static final int NONE = -1;

    private OverrideSetCodec() {}

    public static void write(OverrideSet agenda, DataOutput out) throws IOException {
        out.writeShort(agenda.overrides().size());
        for (ServiceOverride override : agenda.overrides()) {
            out.writeUTF(override.id());
            write(override.action(), out);
            write(override.author(), out);
            write(override.from(), out);
            write(override.until(), out);
        }
        out.writeShort(agenda.schedules().size());
        for (Schedule schedule : agenda.schedules()) {
            out.writeUTF(schedule.id());
            write(schedule.bounds(), out);
            out.writeUTF(schedule.start().toString());
            write(schedule.end(), out);
            out.writeUTF(schedule.zone().getId());
            write(schedule.author(), out);
            write(schedule.validity().from(), out);
            write(schedule.validity().until(), out);
        }
    }

    public static OverrideSet read(DataInput in) throws IOException {
        OverrideSet agenda = OverrideSet.EMPTY;
        for (int i = in.readShort(); i > 0; i--) {
            agenda = agenda.with(new ServiceOverride(in.readUTF(), action(in), author(in), instant(in), instant(in)));
        }
        for (int i = in.readShort(); i > 0; i--) {
            agenda = agenda.with(schedule(in));
        }
        return agenda;
    }

    private static Schedule schedule(DataInput in) throws IOException {
        String id = in.readUTF();
        Limit bounds = limit(in);
        Cron start = Cron.parse(in.readUTF());
        Schedule.End end = end(in);
        ZoneId zone = ZoneId.of(in.readUTF());
        Author author = author(in);
        return new Schedule(id, bounds, start, end, zone, author, new Schedule.Validity(instant(in), instant(in)));
    }

    private static void write(ServiceOverride.Action action, DataOutput out) throws IOException {
        if (action instanceof Force force) {
            out.writeByte(FORCE);
            out.writeInt(force.replicas());
        } else if (action instanceof Freeze freeze) {
            out.writeByte(FREEZE);
            out.writeBoolean(freeze.direction() == Direction.UP);
        } else if (action instanceof Limit limit) {
            out.writeByte(LIMIT);
            write(limit, out);
        } else {
            out.writeByte(PAUSE);
        }
    }

    private static ServiceOverride.Action action(DataInput in) throws IOException {
        return switch (in.readByte()) {
            case FORCE -> new Force(in.readInt());
            case FREEZE -> new Freeze(in.readBoolean() ? Direction.UP : Direction.DOWN);
            case LIMIT -> limit(in);
            default -> new Pause();
        };
    }

    private static void write(Limit limit, DataOutput out) throws IOException {
        out.writeInt(limit.min().orElse(NONE));
        out.writeInt(limit.max().orElse(NONE));
    }

    private static Limit limit(DataInput in) throws IOException {
        return new Limit(bound(in.readInt()), bound(in.readInt()));
    }

    private static OptionalInt bound(int stored) {
        return stored == NONE ? OptionalInt.empty() : OptionalInt.of(stored);
    }

    private static void write(Schedule.End end, DataOutput out) throws IOException {
        boolean until = end instanceof Schedule.Until;
        out.writeBoolean(until);
        if (end instanceof Schedule.Until cron) {
            out.writeUTF(cron.cron().toString());
        } else if (end instanceof Schedule.Lasting lasting) {
            out.writeLong(lasting.time().toMillis());
        }
    }

    private static Schedule.End end(DataInput in) throws IOException {
        return in.readBoolean()
                ? new Schedule.Until(Cron.parse(in.readUTF()))
                : new Schedule.Lasting(Duration.ofMillis(in.readLong()));
    }

    private static void write(Author author, DataOutput out) throws IOException {
        out.writeUTF(author.owner());
        out.writeUTF(author.reason());
        write(author.at(), out);
    }

    private static Author author(DataInput in) throws IOException {
        return new Author(in.readUTF(), in.readUTF(), instant(in));
    }

    private static void write(Instant time, DataOutput out) throws IOException {
        out.writeLong(time.getEpochSecond());
        out.writeInt(time.getNano());
    }

    private static Instant instant(DataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
