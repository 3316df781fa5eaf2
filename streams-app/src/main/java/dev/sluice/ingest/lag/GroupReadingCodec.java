package dev.sluice.ingest.lag;

import dev.sluice.ingest.lag.GroupReading.Partition;
import dev.sluice.ingest.lag.GroupReading.Topic;
import dev.sluice.ingest.lag.GroupReading.TopicId;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.VarInts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The form in which a reading travels to the process that owns its service. */
final class GroupReadingCodec {
    private static final int VERSION = 1;

    private GroupReadingCodec() {}

    static byte[] write(GroupReading reading) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(reading.service());
            out.writeUTF(reading.group());
            VarInts.writeCount(reading.time(), out);
            VarInts.writeCount(reading.topics().size(), out);
            for (Topic topic : reading.topics()) {
                write(topic, out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return StateEnvelope.seal(VERSION, bytes.toByteArray());
    }

    private static void write(Topic topic, DataOutputStream out) throws IOException {
        out.writeUTF(topic.name());
        out.writeLong(topic.id().high());
        out.writeLong(topic.id().low());
        VarInts.writeCount(topic.partitions().size(), out);
        for (Partition partition : topic.partitions()) {
            VarInts.writeCount(partition.number(), out);
            VarInts.writeCount(partition.begin(), out);
            write(partition.end(), out);
            write(partition.committed(), out);
        }
    }

    /** An offset, or 0 for none. */
    static void write(OptionalLong offset, DataOutputStream out) throws IOException {
        VarInts.writeCount(offset.isPresent() ? offset.getAsLong() + 1 : 0, out);
    }

    /** The reading; IOException where the bytes are not what {@link #write} gave, or are of a later version. */
    static GroupReading read(byte[] sealed) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(sealed);
        if (contents.version() != VERSION) {
            throw new IOException("a reading of version " + contents.version() + ", and this one knows " + VERSION);
        }
        DataInputStream in = contents.open();
        String service = in.readUTF();
        String group = in.readUTF();
        long time = VarInts.readCount(in);
        List<Topic> topics = new ArrayList<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            topics.add(topic(in));
        }
        return new GroupReading(service, group, time, topics);
    }

    private static Topic topic(DataInputStream in) throws IOException {
        String name = in.readUTF();
        TopicId id = new TopicId(in.readLong(), in.readLong());
        List<Partition> partitions = new ArrayList<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            partitions.add(new Partition((int) VarInts.readCount(in), VarInts.readCount(in), offset(in), offset(in)));
        }
        return new Topic(name, id, partitions);
    }

    static OptionalLong offset(DataInputStream in) throws IOException {
        long written = VarInts.readCount(in);
        return written == 0 ? OptionalLong.empty() : OptionalLong.of(written - 1);
    }
}
