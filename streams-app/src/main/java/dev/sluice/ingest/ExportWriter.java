package dev.sluice.ingest;

import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ExportCodec;
import dev.sluice.ingest.lag.LagWatch;
import dev.sluice.ingest.stream.IngestTopology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What instances report as records for the process that owns their service: the key is the service. */
record ExportWriter(String topic) {
    List<ProducerRecord<byte[], byte[]>> records(List<Export> exports) {
        return exports.stream().map(this::record).toList();
    }

    List<ProducerRecord<byte[], byte[]>> readings(List<LagWatch.Travelling> readings) {
        return readings.stream().map(this::record).toList();
    }

    private ProducerRecord<byte[], byte[]> record(LagWatch.Travelling travelling) {
        byte[] key = travelling.service().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, travelling.reading());
        record.headers().add(IngestTopology.GROUP, new byte[0]);
        return record;
    }

    private ProducerRecord<byte[], byte[]> record(Export export) {
        byte[] key = export.reporter().service().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, key, ExportCodec.write(export));
    }
}
