package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.CommandReader.Read;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out scaling commands and acknowledges them: at least once, made harmless by absolute orders and generations.
 * {@link #run} works until {@link #close} is called from another thread.
 */
public final class CommandExecutor implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ExecutorSettings settings;
    private final GuardedActuator conduct;
    private final ExecutorClients ports;
    private final CommandReader reader;
    private final AckProducer replies;
    private final ExecutorCounts counts = new ExecutorCounts();
    private final AssignedPartitions lanes;
    private final WeightPublisher traffic;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean stopping;

    /** An executor by these settings; nothing is carried out before {@link #run}. */
    public CommandExecutor(ExecutorSettings settings, Actuator actuator) {
        this(
                settings,
                new GuardedActuator(actuator, settings.time(), settings.backoff(), settings.name(), System::nanoTime),
                stopped -> ExecutorClients.connect(settings, stopped));
    }

    CommandExecutor(ExecutorSettings settings, GuardedActuator conduct, ExecutorClients.Opening opening) {
        this.settings = settings;
        this.conduct = conduct;
        this.ports = opening.open(() -> stopping);
        this.reader = new CommandReader(ports.commandSerde().deserializer());
        this.replies = new AckProducer(ports.replies(), ports.ackSerde().serializer(), settings.topics());
        this.traffic = new WeightPublisher(WeightSettings.from(settings.all()), conduct);
        this.lanes = new AssignedPartitions(conduct, ports, settings.lookBack(), replies, traffic);
    }

    /** Works until closed; throws where it cannot go on, so that whoever supervises it starts it again. */
    @Override
    public void run() {
        started = true;
        try {
            subscribe();
            while (!stopping) {
                step();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } finally {
            end();
        }
    }

    void subscribe() {
        ports.commands().subscribe(Set.of(settings.topics().name(Topic.SCALING_COMMANDS)), lanes);
    }

    /** One round: what came, what is to be tried again, what became useful; then acknowledgements, offsets and weights. */
    void step() {
        ConsumerRecords<byte[], byte[]> polled = ports.commands().poll(POLL);
        for (TopicPartition partition : polled.partitions()) {
            CommandPartition lane = lanes.of(partition);
            List<CommandPartition.Taken> taken = taken(partition, lane, polled.records(partition));
            taken.forEach(one -> traffic.commanded(partition.partition(), one.command()));
            send(lane.take(taken));
        }
        for (CommandPartition lane : lanes.all()) {
            send(lane.retry());
            send(lane.ready());
        }
        settle();
        traffic.write();
    }

    /** The commands among the records, up to the first that cannot be read for want of a registry: it is read again. */
    private List<CommandPartition.Taken> taken(
            TopicPartition partition, CommandPartition lane, List<ConsumerRecord<byte[], byte[]>> records) {
        List<CommandPartition.Taken> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                Read read = reader.read(record);
                if (read instanceof Read.Command command) {
                    commands.add(new CommandPartition.Taken(record.offset(), command.command()));
                } else {
                    dealWith(record, read);
                    lane.pass(record.offset());
                }
            } catch (RegistryUnavailableException e) {
                LOG.warn("Commands of {} wait for the registry: {}", partition, e.getMessage());
                ports.commands().seek(partition, record.offset());
                break;
            }
        }
        return commands;
    }

    private void dealWith(ConsumerRecord<byte[], byte[]> record, Read read) {
        if (read instanceof Read.Dead dead) {
            LOG.warn(
                    "No command at {}-{} offset {}: {}: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    dead.letter().reason(),
                    dead.letter().detail());
            replies.deadLetter(record, dead.letter());
            counts.deadLetter();
        }
    }

    private void send(List<ScalingAck> acks) {
        for (ScalingAck ack : acks) {
            replies.ack(ack);
            counts.answered(ack.getStatus());
            traffic.acknowledged(ack);
        }
    }

    /** Commits what was answered, after the answers are stored. */
    private void settle() {
        replies.flush();
        lanes.commit();
    }

    private void end() {
        try {
            settleThoughWoken();
        } catch (RuntimeException e) {
            LOG.warn("The last acknowledgements may be missing: {}", e.toString());
        }
        closeQuietly("consumer", ports.commands()::close);
        closeQuietly("producer", () -> ports.replies().close(Duration.ofSeconds(5)));
        closeQuietly("history", ports.history()::close);
        closeQuietly("actuator", conduct.actuator()::close);
        ended.countDown();
    }

    /** Whoever closed it woke the consumer, and that may be noticed only now. */
    private void settleThoughWoken() {
        try {
            settle();
        } catch (WakeupException e) {
            settle();
        }
    }

    private static void closeQuietly(String what, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            LOG.warn("The {} did not close: {}", what, e.toString());
        }
    }

    /** How many commands came to which end. */
    public ExecutorCounts counts() {
        return counts;
    }

    /** Ends {@link #run} after the round at hand and waits for it. */
    @Override
    public void close() {
        stopping = true;
        if (!started) {
            end();
            return;
        }
        ports.commands().wakeup();
        try {
            if (!ended.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                // the broker is away: what cannot be acknowledged is delivered again
                ports.replies().close(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
