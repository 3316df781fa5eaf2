package dev.sluice.control.window;

import dev.sluice.demand.GroupLag;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The stored form of how a consumer group stands. */
final class GroupLagCodec {
    private GroupLagCodec() {}

    static void write(GroupLag lag, DataOutput out) throws IOException {
        out.writeUTF(lag.group());
        VarInts.writeCount(lag.partitions(), out);
        VarInts.writeCount(lag.unknown(), out);
        VarInts.writeCount(lag.uncommitted(), out);
        out.writeBoolean(lag.reading());
        VarInts.writeCount(lag.stuck(), out);
        VarInts.writeCount(lag.stuckLag(), out);
        out.writeByte(lag.largest().size());
        for (GroupLag.Partition partition : lag.largest()) {
            out.writeUTF(partition.topic());
            VarInts.writeCount(partition.partition(), out);
            VarInts.writeCount(partition.lag(), out);
            VarInts.write(partition.arrivals(), out);
            out.writeBoolean(partition.stuck());
        }
    }

    static GroupLag read(DataInput in) throws IOException {
        String group = in.readUTF();
        int partitions = (int) VarInts.readCount(in);
        int unknown = (int) VarInts.readCount(in);
        int uncommitted = (int) VarInts.readCount(in);
        boolean reading = in.readBoolean();
        int stuck = (int) VarInts.readCount(in);
        long stuckLag = VarInts.readCount(in);
        List<GroupLag.Partition> largest = new ArrayList<>();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            largest.add(new GroupLag.Partition(
                    in.readUTF(),
                    (int) VarInts.readCount(in),
                    VarInts.readCount(in),
                    VarInts.read(in),
                    in.readBoolean()));
        }
        return new GroupLag(group, partitions, unknown, uncommitted, reading, stuck, stuckLag, largest);
    }
}
