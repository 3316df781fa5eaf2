package dev.sluice.ingest.stream;

import dev.sluice.ingest.lag.GroupReports;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns readings of consumer groups into reports of their services. What is known of a group is stored with each. */
final class GroupProcessor implements Processor<byte[], byte[], String, SpecificRecord> {
    static final String STORE = "groups";

    private static final Logger LOG = LoggerFactory.getLogger(GroupProcessor.class);

    private @Nullable KeptState kept;

    @Override
    public void init(ProcessorContext<String, SpecificRecord> opened) {
        kept = KeptState.open(opened, STORE, GroupReports::heard);
    }

    private KeptState kept() {
        if (kept == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return kept;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.headers().lastHeader(IngestTopology.GROUP) == null) {
            return;
        }
        long wall = kept().wall();
        try {
            GroupReports.Step step =
                    GroupReports.take(record.value(), key -> kept().store().get(Bytes.wrap(key)), wall);
            kept().store().put(Bytes.wrap(step.key()), step.stored());
            step.event()
                    .ifPresent(event -> kept().forward(
                                    event.getService(), event, event.getTo().toEpochMilli(), ReporterProcessor.DEMAND));
        } catch (IOException e) {
            LOG.error("A reading of a consumer group cannot be read and is left out: {}", e.toString());
        }
    }
}
