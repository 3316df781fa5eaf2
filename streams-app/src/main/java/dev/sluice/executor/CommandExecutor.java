package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.CommandReader.Read;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out scaling commands and acknowledges them: at least once, made harmless by absolute orders and generations.
 * {@link #run} works until {@link #close} is called from another thread. The platform is called in threads of its own, so
 * that one that hangs holds up its own target and nothing else.
 */
public final class CommandExecutor implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** While the platform is at work: how soon its answer is seen. */
    private static final Duration POLL_AT_WORK = Duration.ofMillis(10);
    /** What is not stored by then is waited for in the next round: polls must go on. */
    private static final Duration STORE_WITHIN = Duration.ofSeconds(1);
    /** Each step of the end takes no longer. */
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final ExecutorSettings settings;
    private final GuardedActuator conduct;
    private final ExecutorClients ports;
    private final CommandReader reader;
    private final AckProducer replies;
    private final ExecutorCounts counts = new ExecutorCounts();
    private final PlatformCalls calls;
    private final AssignedPartitions lanes;
    private final WeightPublisher traffic;
    private final RegistryPatience patience;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean stopping;

    /** An executor by these settings; nothing is carried out before {@link #run}. */
    public CommandExecutor(ExecutorSettings settings, Actuator actuator) {
        this(
                settings,
                new GuardedActuator(actuator, settings.time(), settings.backoff(), settings.name(), System::nanoTime),
                PlatformCalls.threads(),
                stopped -> ExecutorClients.connect(settings, stopped));
    }

    CommandExecutor(
            ExecutorSettings settings, GuardedActuator conduct, Executor threads, ExecutorClients.Opening opening) {
        this.settings = settings;
        this.conduct = conduct;
        this.ports = opening.open(() -> stopping);
        this.reader = new CommandReader(ports.commandSerde().deserializer());
        this.patience = new RegistryPatience(conduct.nanos());
        this.replies = new AckProducer(
                ports.replies(), ports.ackSerde().serializer(), settings.topics(), DeadLetter.maxBytes(settings.all()));
        this.calls = new PlatformCalls(threads, settings.workers(), settings.orderTimeout(), conduct.nanos());
        this.traffic = new WeightPublisher(WeightSettings.from(settings.all()), conduct, calls);
        this.lanes = new AssignedPartitions(conduct, calls, ports, settings.lookBack(), replies, traffic, this::send);
    }

    /** Works until closed; throws where it cannot go on, so that a supervisor starts it again. */
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

    /** One round: what came, what ended, what is to be tried again, what became ready; then offsets and weights. */
    void step() {
        ConsumerRecords<byte[], byte[]> polled = ports.commands().poll(calls.isIdle() ? POLL : POLL_AT_WORK);
        calls.advance();
        for (TopicPartition partition : polled.partitions()) {
            CommandPartition lane = lanes.of(partition);
            List<CommandPartition.Taken> taken = taken(partition, lane, polled.records(partition));
            taken.forEach(one -> traffic.commanded(partition.partition(), one.command()));
            send(lane.take(taken));
        }
        for (CommandPartition lane : lanes.all()) {
            send(lane.finished());
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
            Read read;
            try {
                read = reader.read(record);
                patience.answered();
            } catch (KafkaException e) {
                if (patience.lasts()) {
                    LOG.warn("Commands of {} wait for the registry: {}", partition, e.getMessage());
                    ports.commands().seek(partition, record.offset());
                    break;
                }
                read = CommandReader.unavailable(record, e);
            }
            if (read instanceof Read.Command command) {
                commands.add(new CommandPartition.Taken(record.offset(), command.command()));
            } else {
                dealWith(record, read);
                lane.pass(record.offset());
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
        if (replies.stored(STORE_WITHIN)) {
            lanes.commit();
        }
    }

    /** Answers what it can, leaves the group, so that another takes over at once, and lets go of the rest. */
    private void end() {
        quietly("orders at the platform", () -> lanes.finish(END_WITHIN));
        quietly("last acknowledgements", this::settleThoughWoken);
        quietly("consumer", () -> ports.commands().close(CloseOptions.timeout(END_WITHIN.multipliedBy(3))));
        quietly("producer", () -> ports.replies().close(END_WITHIN));
        quietly("history", ports.history()::close);
        quietly("actuator", this::closeActuator);
        calls.interruptAll();
        ended.countDown();
    }

    /** {@link #close} woke the consumer, which may notice it only now. */
    private void settleThoughWoken() {
        try {
            settle();
        } catch (WakeupException e) {
            settle();
        }
    }

    private void closeActuator() {
        PlatformCall<Boolean> closing = calls.startNow("close", () -> {
            conduct.actuator().close();
            return true;
        });
        closing.await(END_WITHIN);
        closing.result().filter(result -> !result.failure().isEmpty()).ifPresent(result -> {
            throw new IllegalStateException(result.failure());
        });
    }

    private static void quietly(String what, Runnable last) {
        try {
            last.run();
        } catch (RuntimeException e) {
            LOG.warn("At the end: {}: {}", what, e.toString());
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
