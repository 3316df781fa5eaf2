package dev.sluice.client;

import dev.sluice.client.CommandReader.Read;
import dev.sluice.client.KnownCommands.Scaled;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topics;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the records of a partition into a batch: what is carried out, and what is answered without. */
final class CommandIntake {
    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final CommandReader reader;
    private final CommandHandler handler;
    private final Topics topics;
    private final int maxLetter;
    private final InstantSource clock;
    private boolean registryAway;

    CommandIntake(CommandReader reader, CommandHandler handler, Topics topics, int maxLetter, InstantSource clock) {
        this.reader = reader;
        this.handler = handler;
        this.topics = topics;
        this.maxLetter = maxLetter;
        this.clock = clock;
    }

    /** Returns the offset of the first record that cannot be read while the registry is away; empty if all were taken. */
    OptionalLong take(
            CommandBatch batch,
            TopicPartition partition,
            KnownCommands known,
            List<ConsumerRecord<byte[], byte[]>> records) {
        List<ScalingCommand> fresh = new ArrayList<>();
        OptionalLong waits = OptionalLong.empty();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                take(reader.read(record), record, batch, partition, known, fresh);
                registryAway = false;
            } catch (RegistryUnavailableException e) {
                tell(e);
                waits = OptionalLong.of(record.offset());
                break;
            }
        }
        judge(batch, known, fresh);
        return waits;
    }

    private void take(
            Read read,
            ConsumerRecord<byte[], byte[]> record,
            CommandBatch batch,
            TopicPartition partition,
            KnownCommands known,
            List<ScalingCommand> fresh) {
        boolean answered = known.isAnswered(record.offset());
        if (read instanceof Read.Command command && handler.isMine(command.command())) {
            if (answered) {
                known.recall(command.command());
            } else {
                fresh.add(command.command());
            }
        } else if (read instanceof Read.Dead dead && !answered) {
            String why = dead.letter().detail();
            LOG.warn("No command at {} offset {}: {}", partition, record.offset(), why);
            batch.add(dead.letter().record(topics, record.key(), record.value(), record.headers(), maxLetter));
        }
        if (!answered) {
            batch.passed(partition, record.offset());
        }
    }

    private void tell(RegistryUnavailableException why) {
        if (!registryAway) {
            registryAway = true;
            LOG.warn("Commands wait for the registry: {}", why.getMessage());
        }
    }

    /** The newest command of each service and pool has its turn; the others came to nothing before they began. */
    private void judge(CommandBatch batch, KnownCommands known, List<ScalingCommand> fresh) {
        Map<Scaled, Long> newest = new LinkedHashMap<>();
        fresh.forEach(command -> newest.merge(Scaled.by(command), command.getGeneration(), Math::max));
        for (ScalingCommand command : fresh) {
            long latest = newest.getOrDefault(Scaled.by(command), 0L);
            if (command.getGeneration() < latest) {
                batch.superseded(command, latest);
                continue;
            }
            switch (known.judge(command, clock.instant())) {
                case PASS -> batch.carryOut(command);
                case EXPIRED -> batch.answer(command, AckStatus.EXPIRED, "valid until " + command.getValidUntil());
                case SUPERSEDED ->
                    batch.superseded(command, known.newest(command).orElse(latest));
            }
        }
    }
}
