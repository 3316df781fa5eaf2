package dev.sluice.client;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor without a platform: it fences commands, gives those that should be carried out to a {@link CommandHandler},
 * and acknowledges all of them.
 *
 * <pre>{@code
 * CommandConsumer.run(Map.of(
 *         "bootstrap.servers", "broker:9092",
 *         "schema.registry.url", "http://registry:8081",
 *         "group.id", "my-scaler"), command -> {
 *     cloud.resize(command.getService(), command.getReplicas());
 *     return Answer.done();
 * });
 * }</pre>
 *
 * <p><b>Idea.</b> The acknowledgements of a batch and the offset behind it are stored in one transaction: after a crash,
 * what was acknowledged is not carried out again, and everything else is. At a start, the commands before the offset are
 * read once more, only to know their generations: an older command that comes late is superseded. While a handler works,
 * the consumer goes on polling, so a handler may take its time.
 */
public final class CommandConsumer implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandConsumer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration POLL_AT_WORK = Duration.ofMillis(10);
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(15);
    private static final int HANDLERS = 8;

    private final CommandHandler handler;
    private final Topics topics;
    private final String name;
    private final String group;
    private final InstantSource clock = InstantSource.system();
    private final Consumer<byte[], byte[]> consumer;
    private final CommandIntake intake;
    private final AnswerStore store;
    private final Map<TopicPartition, KnownCommands> known = new HashMap<>();
    private final Queue<ScalingAck> becameReady = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(HANDLERS, work -> {
        Thread thread = new Thread(work, "sluice-command-handler");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<CommandBatch> batch = Optional.empty();
    private volatile boolean started;
    private volatile boolean stopping;

    /**
     * Connects. The settings are Kafka's and the registry's, {@code topic.prefix}, and {@code executor.name}, which each
     * acknowledgement carries (default: the group). {@code group.id} must be set: executors of one group share the
     * commands.
     */
    public CommandConsumer(Map<String, ?> settings, CommandHandler handler) {
        this.handler = handler;
        ConsumerSettings own = ConsumerSettings.from(settings);
        this.topics = own.topics();
        this.name = own.name();
        this.group = own.group();
        CommandReader reader =
                new CommandReader(ValueSerdes.of(ScalingCommand.class, settings).deserializer(), command -> {});
        this.intake = new CommandIntake(reader, handler, topics, DeadLetter.maxBytes(settings), clock);
        this.consumer = new KafkaConsumer<>(own.consumer());
        this.store = new AnswerStore(own.producer(), settings, topics);
    }

    /** Works until the process is told to end. */
    public static void run(Map<String, ?> settings, CommandHandler handler) {
        try (CommandConsumer consumer = new CommandConsumer(settings, handler)) {
            Thread closing = new Thread(consumer::close, "sluice-command-consumer-end");
            Runtime.getRuntime().addShutdownHook(closing);
            consumer.run();
        }
    }

    /** Works until closed. Throws if it cannot go on, so that a supervisor restarts it. */
    @Override
    public void run() {
        started = true;
        try {
            store.init();
            consumer.subscribe(Set.of(topics.name(Topic.SCALING_COMMANDS)), new Rebalances());
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

    private void step() {
        if (batch.isPresent()) {
            consumer.pause(consumer.assignment());
        }
        ConsumerRecords<byte[], byte[]> records = consumer.poll(batch.isPresent() ? POLL_AT_WORK : POLL);
        if (batch.isPresent()) {
            // of partitions that were assigned just now: they are read again when the batch is done
            records.partitions()
                    .forEach(p -> consumer.seek(p, records.records(p).get(0).offset()));
        } else if (!records.isEmpty()) {
            batch = Optional.of(begin(records));
        }
        batch.filter(CommandBatch::isDone).ifPresent(this::finish);
        if (batch.isEmpty() && !becameReady.isEmpty()) {
            finish(new CommandBatch(handler, threads, clock, name, group));
        }
    }

    private CommandBatch begin(ConsumerRecords<byte[], byte[]> records) {
        CommandBatch begun = new CommandBatch(handler, threads, clock, name, group);
        for (TopicPartition partition : records.partitions()) {
            Optional.ofNullable(known.get(partition))
                    .map(commands -> intake.take(begun, partition, commands, records.records(partition)))
                    .ifPresent(waits -> waits.ifPresent(offset -> readLater(partition, offset)));
        }
        return begun;
    }

    private void readLater(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        pause();
    }

    /** Stores the answers of a batch together with the offsets behind it. */
    private void finish(CommandBatch done) {
        batch = Optional.empty();
        List<ScalingAck> answers = new ArrayList<>(done.answers());
        for (ScalingAck ack = becameReady.poll(); ack != null; ack = becameReady.poll()) {
            answers.add(ack);
        }
        try {
            store.store(answers, done, consumer.groupMetadata());
            consumer.resume(consumer.paused());
        } catch (KafkaException e) {
            LOG.warn("Answers were not stored, and their commands come again: {}", e.toString());
            answers.stream().filter(ack -> ack.getStatus() == AckStatus.READY).forEach(becameReady::add);
            store.abort();
            readAgain(consumer.assignment());
        }
    }

    /**
     * All replicas of a command are ready, some time after it was applied: Sluice learns the lead time from it. May be
     * called from any thread.
     */
    public void ready(ScalingCommand command, int ready) {
        ScalingAck ack = Acknowledgements.of(command, AckStatus.READY, "", name, group, clock.instant());
        becameReady.add(ScalingAck.newBuilder(ack)
                .setReady(Acknowledgements.ready(ready))
                .build());
    }

    /** What happens to partitions. */
    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            readAgain(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            settle();
            known.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            batch.ifPresent(CommandBatch::cancel);
            batch = Optional.empty();
            known.keySet().removeAll(partitions);
        }
    }

    /** Reads partitions from their beginning: what was answered for its generations, the rest to be answered. */
    private void readAgain(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            known.put(partition, new KnownCommands(offset == null ? 0 : offset.offset()));
        }
        consumer.seekToBeginning(partitions);
        consumer.resume(consumer.paused());
    }

    /** Gives handlers a moment to end and stores their answers; others are given up, and their commands come again. */
    private void settle() {
        batch.ifPresent(open -> {
            long until = System.nanoTime() + FINISH_WITHIN.toNanos();
            while (!open.isDone() && System.nanoTime() - until < 0) {
                pause();
            }
            if (open.isDone()) {
                finish(open);
            } else {
                open.cancel();
                batch = Optional.empty();
                readAgain(consumer.assignment());
            }
        });
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        try {
            settle();
        } catch (RuntimeException e) {
            LOG.warn("Commands that were handled last come again: {}", e.toString());
        }
        threads.shutdownNow();
        consumer.close(CloseOptions.timeout(FINISH_WITHIN));
        store.close(FINISH_WITHIN);
        ended.countDown();
    }

    /** Ends {@link #run} after the handlers that are at work, and waits for it. */
    @Override
    public void close() {
        if (ended.getCount() == 0) {
            return;
        }
        stopping = true;
        if (!started) {
            end();
            return;
        }
        consumer.wakeup();
        try {
            if (!ended.await(END_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Not ended within {}", END_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
