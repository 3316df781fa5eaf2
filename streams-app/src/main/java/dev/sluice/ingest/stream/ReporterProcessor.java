package dev.sluice.ingest.stream;

import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ExportCodec;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.ReporterKeyCodec;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.series.ReporterCodec;
import dev.sluice.ingest.series.ReporterState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what instances export into their events. What is known of an instance is stored with each export, in the transaction that holds
 * its events: after a crash neither is there, and the export is read again.
 */
final class ReporterProcessor implements Processor<byte[], byte[], String, SpecificRecord> {
    static final String STORE = "reporters";
    static final String DEMAND = "demand";
    static final String USAGE = "usage";

    private static final Logger LOG = LoggerFactory.getLogger(ReporterProcessor.class);
    /** How long parts of one export may be apart. */
    static final Duration HOLD = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Map<Bytes, Long> pending = new LinkedHashMap<>();
    private @Nullable KeptState kept;

    @Override
    public void init(ProcessorContext<String, SpecificRecord> opened) {
        kept = KeptState.open(opened, STORE, stored -> read(stored).heard());
        try (KeyValueIterator<Bytes, byte[]> all = kept().store().all()) {
            all.forEachRemaining(this::remember);
        }
        opened.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::tellDue);
    }

    private void remember(KeyValue<Bytes, byte[]> entry) {
        ReporterState state = read(entry.value);
        if (state.isPending()) {
            pending.put(entry.key, state.heard());
        }
    }

    private KeptState kept() {
        if (kept == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return kept;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        boolean other = record.headers().lastHeader(IngestTopology.EVENT) != null
                || record.headers().lastHeader(IngestTopology.GROUP) != null;
        if (other) {
            return;
        }
        Export export;
        try {
            export = ExportCodec.read(record.value());
        } catch (IOException | RuntimeException e) {
            LOG.error("An export cannot be read and is left out: {}", e.toString());
            return;
        }
        Bytes key = Bytes.wrap(ReporterKeyCodec.write(export.reporter()));
        long wall = kept().wall();
        ReporterState state = read(kept().store().get(key));
        state.take(export, wall).ifPresent(event -> forward(export.reporter(), event, wall));
        if (state.refused() > 0) {
            LOG.warn(
                    "{} of {} has more than {} series: {} are not counted",
                    export.reporter().instance(),
                    export.reporter().service(),
                    ReporterState.MOST_SERIES,
                    state.refused());
        }
        write(key, state);
    }

    private void write(Bytes key, ReporterState state) {
        if (!state.isKnown()) {
            return;
        }
        kept().store().put(key, ReporterCodec.write(state));
        if (state.isPending()) {
            pending.putIfAbsent(key, state.heard());
        } else {
            pending.remove(key);
        }
    }

    /** Tells what has waited long enough for further parts. */
    private void tellDue(long wall) {
        List<Bytes> due = new ArrayList<>();
        pending.forEach((key, since) -> {
            if (wall - since >= HOLD.toMillis()) {
                due.add(key);
            }
        });
        for (Bytes key : due) {
            pending.remove(key);
            ReporterState state = read(kept().store().get(key));
            ReporterKey reporter = ReporterKeyCodec.read(key.get());
            state.due(reporter).ifPresent(event -> forward(reporter, event, wall));
            write(key, state);
        }
    }

    private void forward(ReporterKey reporter, SpecificRecord event, long wall) {
        String to = reporter.kind() == Role.Kind.DEMAND ? DEMAND : USAGE;
        kept().forward(reporter.service(), event, wall, to);
    }

    /** What was stored; what cannot be read any more is begun anew, which loses what its series counted since their last point. */
    private static ReporterState read(byte @Nullable [] stored) {
        if (stored == null) {
            return new ReporterState();
        }
        try {
            return ReporterCodec.read(stored);
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("What was known of an instance cannot be read and is begun anew: {}", e.toString());
            return new ReporterState();
        }
    }
}
