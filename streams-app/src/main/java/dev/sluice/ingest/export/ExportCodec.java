package dev.sluice.ingest.export;

import dev.sluice.state.StateEnvelope;
import dev.sluice.state.VarInts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The form in which exports travel from the process that received them to the one that owns their service. */
public final class ExportCodec {
    private static final int VERSION = 2;

    private ExportCodec() {}

    public static byte[] write(Export export) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            reporter(export.reporter(), out);
            VarInts.writeSigned(export.time(), out);
            VarInts.writeCount(export.samples().size(), out);
            for (Sample sample : export.samples()) {
                sample(sample, export.time(), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return StateEnvelope.seal(version(export), bytes.toByteArray());
    }

    /** As low as can be: processes of the version before read it while not all have been replaced. */
    private static int version(Export export) {
        return export.samples().stream()
                .mapToInt(sample -> sample.role().since())
                .max()
                .orElse(1);
    }

    /** IOException where the bytes are not what {@link #write} gave, or were written by a later version. */
    public static Export read(byte[] sealed) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(sealed);
        if (contents.version() < 1 || contents.version() > VERSION) {
            throw new IOException("samples of version " + contents.version() + ", and this one knows " + VERSION);
        }
        DataInputStream in = contents.open();
        ReporterKey reporter = reporter(in);
        long time = VarInts.readSigned(in);
        List<Sample> samples = new ArrayList<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            samples.add(sample(time, in));
        }
        return new Export(reporter, time, samples);
    }

    static void reporter(ReporterKey reporter, DataOutputStream out) throws IOException {
        out.writeUTF(reporter.service());
        out.writeUTF(reporter.pool());
        out.writeUTF(reporter.instance());
        out.writeByte(reporter.kind().code());
    }

    static ReporterKey reporter(DataInputStream in) throws IOException {
        return new ReporterKey(in.readUTF(), in.readUTF(), in.readUTF(), Role.Kind.ofCode(in.readByte()));
    }

    private static void sample(Sample s, long time, DataOutputStream out) throws IOException {
        out.writeLong(s.series().high());
        out.writeLong(s.series().low());
        out.writeByte(s.role().code());
        VarInts.writeCount(s.rank(), out);
        out.writeByte(s.temporality().code() << 1 | (s.error() ? 1 : 0));
        VarInts.writeCount(s.start(), out);
        VarInts.writeSigned(s.time() - time, out);
        VarInts.write(s.bound(), out);
        ValueCodec.write(s.value(), out);
    }

    private static Sample sample(long time, DataInputStream in) throws IOException {
        SeriesId id = new SeriesId(in.readLong(), in.readLong());
        Role role = Role.ofCode(in.readByte());
        int rank = (int) VarInts.readCount(in);
        int traits = in.readByte();
        return new Sample(
                id,
                role,
                rank,
                (traits & 1) != 0,
                Temporality.ofCode(traits >> 1),
                VarInts.readCount(in),
                time + VarInts.readSigned(in),
                VarInts.read(in),
                ValueCodec.read(in));
    }
}
