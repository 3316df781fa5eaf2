package dev.sluice.ingest.lag;

import dev.sluice.ingest.lag.GroupReading.TopicId;
import dev.sluice.ingest.lag.GroupState.TopicState;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.VarInts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The stored form of what is known of a group. */
final class GroupStateCodec {
    private static final int VERSION = 1;

    private GroupStateCodec() {}

    static byte[] write(GroupState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            VarInts.writeCount(state.reportedTo, out);
            VarInts.writeCount(state.heard, out);
            VarInts.writeCount(state.topics.size(), out);
            for (Map.Entry<String, TopicState> topic : state.topics.entrySet()) {
                out.writeUTF(topic.getKey());
                write(topic.getValue(), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return StateEnvelope.seal(VERSION, bytes.toByteArray());
    }

    private static void write(TopicState topic, DataOutputStream out) throws IOException {
        out.writeLong(topic.id().high());
        out.writeLong(topic.id().low());
        VarInts.writeCount(topic.partitions().size(), out);
        for (Map.Entry<Integer, PartitionState> partition : topic.partitions().entrySet()) {
            VarInts.writeCount(partition.getKey(), out);
            partition.getValue().write(out);
        }
    }

    /** The state; IOException where the bytes are not what {@link #write} gave, or are of a later version. */
    static GroupState read(byte[] sealed) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(sealed);
        if (contents.version() != VERSION) {
            throw new IOException("a group of version " + contents.version() + ", and this one knows " + VERSION);
        }
        DataInputStream in = contents.open();
        GroupState state = new GroupState();
        state.reportedTo = VarInts.readCount(in);
        state.heard = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            state.topics.put(in.readUTF(), topic(in));
        }
        return state;
    }

    private static TopicState topic(DataInputStream in) throws IOException {
        TopicState topic = new TopicState(new TopicId(in.readLong(), in.readLong()), new TreeMap<>());
        for (long left = VarInts.readCount(in); left > 0; left--) {
            topic.partitions().put((int) VarInts.readCount(in), PartitionState.read(in));
        }
        return topic;
    }
}
