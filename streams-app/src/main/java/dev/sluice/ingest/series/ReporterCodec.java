package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.SeriesId;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.ValueCodec;
import dev.sluice.state.StateEnvelope;
import dev.sluice.state.VarInts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;

/** The stored form of what is known of an instance. */
public final class ReporterCodec {
    /** Longest state of one instance: what a topic takes by default, with room for what Kafka adds. */
    static final int MOST_BYTES = 900_000;

    private static final int VERSION = 2;

    /** The version from which on tokens are stored. */
    private static final int WITH_TOKENS = 2;

    private ReporterCodec() {}

    /** The bytes; series that have been silent for longest are left out where it would be too long. */
    public static byte[] write(ReporterState state) {
        byte[] bytes = bytes(state);
        while (bytes.length > MOST_BYTES) {
            forgetSome(state);
            bytes = bytes(state);
        }
        return StateEnvelope.seal(VERSION, bytes);
    }

    private static void forgetSome(ReporterState state) {
        state.series.entrySet().stream()
                .sorted(Comparator.comparingLong(e -> e.getValue().newest()))
                .limit(1 + state.series.size() / 10)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(state.series::remove);
    }

    private static byte[] bytes(ReporterState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (long time : new long[] {
                state.first, state.reportedTo, state.pendingTo, state.began, state.heard, state.starts.size()
            }) {
                VarInts.writeSigned(time, out);
            }
            for (Map.Entry<Long, Long> start : state.starts.entrySet()) {
                VarInts.writeSigned(start.getKey(), out);
                VarInts.writeSigned(start.getValue(), out);
            }
            precedence(state.precedence, out);
            tally(state.tally, out);
            VarInts.writeCount(state.series.size(), out);
            for (Map.Entry<SeriesKey, Series> entry : state.series.entrySet()) {
                out.writeLong(entry.getKey().id().high());
                out.writeLong(entry.getKey().id().low());
                series(entry.getValue(), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** IOException where the bytes are not what {@link #write} gave, or were written by a later version. */
    public static ReporterState read(byte[] sealed) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(sealed);
        if (contents.version() < 1 || contents.version() > VERSION) {
            throw new IOException("state of version " + contents.version() + ", and this one knows " + VERSION);
        }
        DataInputStream in = contents.open();
        ReporterState state = new ReporterState();
        state.first = VarInts.readSigned(in);
        state.reportedTo = VarInts.readSigned(in);
        state.pendingTo = VarInts.readSigned(in);
        state.began = VarInts.readSigned(in);
        state.heard = VarInts.readSigned(in);
        for (long left = VarInts.readSigned(in); left > 0; left--) {
            state.starts.put(VarInts.readSigned(in), VarInts.readSigned(in));
        }
        precedence(state.precedence, in);
        tally(state.tally, contents.version(), in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            SeriesId id = new SeriesId(in.readLong(), in.readLong());
            Series series = series(in);
            state.series.put(new SeriesKey(id, series.role()), series);
        }
        return state;
    }

    private static void precedence(Precedence precedence, DataOutputStream out) throws IOException {
        out.writeByte(precedence.all().size());
        for (Map.Entry<Role, Precedence.Best> best : precedence.all().entrySet()) {
            out.writeByte(best.getKey().code());
            VarInts.writeCount(best.getValue().rank(), out);
            VarInts.writeSigned(best.getValue().seen(), out);
        }
    }

    private static void precedence(Precedence precedence, DataInputStream in) throws IOException {
        for (int left = in.readByte(); left > 0; left--) {
            Role role = Role.ofCode(in.readByte());
            precedence.all().put(role, new Precedence.Best((int) VarInts.readCount(in), VarInts.readSigned(in)));
        }
    }

    private static void tally(Tally tally, DataOutputStream out) throws IOException {
        VarInts.write(new double[] {tally.requests, tally.errors, tally.units, tally.cpuSeconds}, out);
        tally.latencies.write(out);
        tally.tokens.write(out);
        tally.firstTokens.write(out);
        tally.interTokens.write(out);
    }

    private static void tally(Tally tally, int version, DataInputStream in) throws IOException {
        tally.requests = VarInts.read(in);
        tally.errors = VarInts.read(in);
        tally.units = VarInts.read(in);
        tally.cpuSeconds = VarInts.read(in);
        tally.latencies.read(in);
        if (version >= WITH_TOKENS) {
            tally.tokens.read(in);
            tally.firstTokens.read(in);
            tally.interTokens.read(in);
        }
    }

    private static void series(Series series, DataOutputStream out) throws IOException {
        out.writeByte(series.role().code());
        VarInts.writeCount(series.rank(), out);
        out.writeByte(series.temporality().code() << 1 | (series.error() ? 1 : 0));
        VarInts.write(series.bound(), out);
        VarInts.writeCount(series.lives().size(), out);
        for (Series.Life life : series.lives()) {
            VarInts.writeSigned(life.start, out);
            VarInts.writeSigned(life.time(), out);
            ValueCodec.write(life.value(), out);
        }
        VarInts.writeCount(series.times().size(), out);
        long before = 0;
        for (long time : series.times()) {
            VarInts.writeSigned(time - before, out);
            before = time;
        }
    }

    private static Series series(DataInputStream in) throws IOException {
        Role role = Role.ofCode(in.readByte());
        int rank = (int) VarInts.readCount(in);
        int traits = in.readByte();
        Temporality temporality = Temporality.ofCode(traits >> 1);
        Series series = new Series(role, rank, (traits & 1) != 0, temporality, VarInts.read(in));
        for (long left = VarInts.readCount(in); left > 0; left--) {
            series.lives().add(new Series.Life(VarInts.readSigned(in), VarInts.readSigned(in), ValueCodec.read(in)));
        }
        long time = 0;
        for (long left = VarInts.readCount(in); left > 0; left--) {
            time += VarInts.readSigned(in);
            series.times().add(time);
        }
        return series;
    }
}
