package dev.sluice.executor.commands;

import dev.sluice.client.CommandReader;
import dev.sluice.client.CommandReader.Read;
import dev.sluice.client.Fence;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.WeightSettings;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.LogPace;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckProducer;
import dev.sluice.executor.history.RegistryPatience;
import dev.sluice.executor.weights.WeightPublisher;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out scaling commands and acknowledges them, at least once. Repeats are harmless, because orders are
 * absolute and fenced by generation.
 *
 * <p><b>Idea.</b> One thread polls, judges, answers and commits ({@link #step}). The platform is called in other
 * threads, so a call that hangs delays its own target only. An offset is committed when all commands up to it were
 * answered and the answers are stored. {@link #run} works until {@link #close} is called from another thread.
 *
 * <p><b>States</b> of a command: the {@link Fence} ends it as SUPERSEDED or EXPIRED, or lets it pass to the platform.
 * There it waits for an older order of its target, and a newer command may supersede it. The platform's answer ends
 * it as APPLIED, as FAILED, or as a retry after a pause. A second acknowledgement, READY, follows an applied order
 * when all its replicas are ready.
 *
 * <p><b>Example.</b> Generation 4 (3 replicas) is at the platform when generations 5 and 6 (5 replicas) arrive. 5 is
 * answered SUPERSEDED and 6 waits. When the platform has taken 4, it is answered APPLIED, and 6 goes to the platform.
 * It is answered APPLIED, and READY when five replicas are ready. If the executor stops before it commits, the next
 * owner of the partition reads 4 to 6 again. It has read the old acknowledgements, so it answers each as SUPERSEDED
 * and orders nothing twice.
 */
public final class CommandExecutor implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Poll timeout while the platform is working: its answer is noticed this soon. */
    private static final Duration POLL_AT_WORK = Duration.ofMillis(10);
    /** Answers not stored within this time are waited for in the next round: polling must continue. */
    private static final Duration STORE_WITHIN = Duration.ofSeconds(1);
    /** Maximum time for each step of the shutdown. */
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(15);

    private final ExecutorSettings settings;
    private final GuardedActuator platform;
    private final ExecutorClients clients;
    private final CommandReader reader;
    private final AckProducer ackProducer;
    private final ExecutorCounts counts = new ExecutorCounts();
    private final LogPace pace = new LogPace();
    private final PlatformCalls calls;
    private final AssignedPartitions partitions;
    private final WeightPublisher weights;
    private final RegistryPatience patience;
    private final ExecutorHealth health;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean started;
    private volatile boolean stopping;

    /** Creates an executor with these settings. Nothing is carried out before {@link #run}. */
    public CommandExecutor(ExecutorSettings settings, Actuator actuator) {
        this(
                settings,
                GuardedActuator.of(
                        actuator,
                        settings,
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextDouble()),
                PlatformCalls.threads(),
                stopped -> ExecutorClients.connect(settings, stopped));
    }

    CommandExecutor(
            ExecutorSettings settings, GuardedActuator platform, Executor threads, ExecutorClients.Opening opening) {
        this.settings = settings;
        this.platform = platform;
        this.clients = opening.open(() -> stopping);
        this.reader = new CommandReader(clients.commandSerde().deserializer(), Order::check);
        this.patience = new RegistryPatience(platform.nanos());
        this.ackProducer = new AckProducer(
                clients.acks(),
                clients.ackSerde().serializer(),
                settings.topics(),
                DeadLetter.maxBytes(settings.all()));
        this.calls = new PlatformCalls(threads, settings.workers(), settings.orderTimeout(), platform.nanos());
        this.weights = new WeightPublisher(WeightSettings.from(settings.all()), platform, calls);
        this.health = new ExecutorHealth(
                platform.nanos(),
                () -> sinceHeartbeat(clients.commands().metrics().values()),
                platform.circuit());
        this.partitions =
                new AssignedPartitions(platform, calls, clients, settings.lookBack(), ackProducer, weights, this::send);
    }

    /** Works until closed. Throws if it cannot continue, so that a supervisor restarts it. */
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
        clients.commands().subscribe(Set.of(settings.topics().name(Topic.SCALING_COMMANDS)), partitions);
    }

    /**
     * One round: new commands, finished calls, due retries and replicas that became ready; then offsets and weights.
     */
    void step() {
        ConsumerRecords<byte[], byte[]> polled = clients.commands().poll(calls.isIdle() ? POLL : POLL_AT_WORK);
        calls.advance();
        for (TopicPartition source : polled.partitions()) {
            CommandPartition partition = partitions.of(source);
            List<TakenCommand> taken = taken(source, partition, polled.records(source));
            taken.forEach(one -> weights.commanded(source.partition(), one.command()));
            send(partition.take(taken));
        }
        for (CommandPartition partition : partitions.all()) {
            send(partition.finished());
            send(partition.retry());
            send(partition.ready());
            send(partition.drifted());
        }
        settle();
        weights.write();
        health.round(partitions.all().size());
    }

    /**
     * The commands among the records, up to the first one that cannot be read because the registry does not answer.
     * That one is read again.
     */
    private List<TakenCommand> taken(
            TopicPartition source, CommandPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        List<TakenCommand> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Read read;
            try {
                read = reader.read(record);
                patience.answered();
            } catch (KafkaException e) {
                if (patience.lasts()) {
                    LOG.warn("Commands of {} wait for the registry: {}", source, e.getMessage());
                    clients.commands().seek(source, record.offset());
                    break;
                }
                read = CommandReader.unavailable(record, e);
            }
            if (read instanceof Read.Command command && platform.scope().covers(Target.of(command.command()))) {
                commands.add(new TakenCommand(record.offset(), command.command()));
            } else {
                dealWith(record, read);
                partition.pass(record.offset());
            }
        }
        return commands;
    }

    private void dealWith(ConsumerRecord<byte[], byte[]> record, Read read) {
        if (read instanceof Read.Dead dead) {
            pace.of(dead.letter().reason(), System.currentTimeMillis())
                    .ifPresent(between -> LOG.warn(
                            "No command at {}-{} offset {}: {}: {} ({} more since this was last said)",
                            record.topic(),
                            record.partition(),
                            record.offset(),
                            dead.letter().reason(),
                            dead.letter().detail(),
                            between));
            ackProducer.deadLetter(record, dead.letter());
            counts.deadLetter();
        } else if (read instanceof Read.Command) {
            counts.passedOver();
        }
    }

    private void send(List<ScalingAck> acks) {
        for (ScalingAck ack : acks) {
            ackProducer.ack(ack);
            counts.answered(ack.getStatus());
            weights.acknowledged(ack);
        }
    }

    /** Commits what was answered, once the answers are stored. */
    private void settle() {
        if (ackProducer.stored(STORE_WITHIN)) {
            partitions.commit();
        }
    }

    /**
     * Shuts down: answers what it can, leaves the group so that another executor takes over at once, and releases the
     * rest.
     */
    private void end() {
        quietly("orders at the platform", () -> partitions.finish(END_WITHIN));
        quietly("last acknowledgements", this::settleThoughWoken);
        quietly("consumer", () -> clients.commands().close(CloseOptions.timeout(END_WITHIN.multipliedBy(3))));
        quietly("producer", () -> clients.acks().close(END_WITHIN));
        quietly("history", clients.history()::close);
        quietly("actuator", this::closeActuator);
        calls.interruptAll();
        health.ended();
        ended.countDown();
    }

    /** {@link #close} woke the consumer, which may only notice it now. */
    private void settleThoughWoken() {
        try {
            settle();
        } catch (WakeupException e) {
            settle();
        }
    }

    private void closeActuator() {
        PlatformCall<Boolean> closing = calls.startNow("close", () -> {
            platform.actuator().close();
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

    /** How often the platform failed for everybody and was left alone. */
    public long circuitOpened() {
        return platform.circuit().opened();
    }

    /** Whether it can work, and whether it does. */
    public ExecutorHealth health() {
        return health;
    }

    private static double sinceHeartbeat(Collection<? extends Metric> metrics) {
        return metrics.stream()
                .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .max()
                .orElse(-1);
    }

    /** Number of commands by final status. */
    public ExecutorCounts counts() {
        return counts;
    }

    /** Ends {@link #run} after the current round and waits for it. */
    @Override
    public void close() {
        stopping = true;
        if (!started) {
            end();
            return;
        }
        clients.commands().wakeup();
        try {
            if (!ended.await(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                // the broker is not reachable: commands that cannot be acknowledged are delivered again
                clients.acks().close(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
