package dev.sluice.client;

import dev.sluice.client.CommandHandler.Answer;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The commands that are answered together: what is sent for them, and the offsets behind them. */
final class CommandBatch {
    private final CommandHandler handler;
    private final ExecutorService threads;
    private final InstantSource clock;
    private final String executor;
    private final String group;
    private final List<ScalingAck> acks = new ArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    private final List<Future<ScalingAck>> underway = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();

    CommandBatch(CommandHandler handler, ExecutorService threads, InstantSource clock, String executor, String group) {
        this.handler = handler;
        this.threads = threads;
        this.clock = clock;
        this.executor = executor;
        this.group = group;
    }

    /** A record was taken in. */
    void passed(TopicPartition partition, long offset) {
        offsets.put(partition, new OffsetAndMetadata(offset + 1));
    }

    void add(ProducerRecord<byte[], byte[]> deadLetter) {
        letters.add(deadLetter);
    }

    void answer(ScalingCommand command, AckStatus status, String message) {
        acks.add(ack(command, status, message));
    }

    void superseded(ScalingCommand command, long known) {
        ScalingAck ack = ack(command, AckStatus.SUPERSEDED, "generation " + known + " is known");
        acks.add(ScalingAck.newBuilder(ack).setKnownGeneration(known).build());
    }

    /** Has a command carried out in another thread. */
    void carryOut(ScalingCommand command) {
        underway.add(threads.submit(() -> carriedOut(command)));
    }

    private ScalingAck carriedOut(ScalingCommand command) {
        if (!clock.instant().isBefore(command.getValidUntil())) {
            return ack(command, AckStatus.EXPIRED, "it waited too long for its turn");
        }
        try {
            Answer answer = handler.handle(command);
            ScalingAck.Builder ack = ScalingAck.newBuilder(
                    ack(command, answer.applied() ? AckStatus.APPLIED : AckStatus.FAILED, answer.message()));
            answer.ready().ifPresent(ready -> ack.setReady(Acknowledgements.ready(ready)));
            return ack.build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ack(command, AckStatus.FAILED, "interrupted");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // whatever a handler throws is an answer, so that no command is left without one
            return ack(command, AckStatus.FAILED, describe(e));
        }
    }

    /** What an error says of itself; one of somebody else may fail even at that. */
    private static String describe(Throwable error) {
        try {
            return String.valueOf((Object) error.toString());
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }

    private ScalingAck ack(ScalingCommand command, AckStatus status, String message) {
        return Acknowledgements.of(command, status, message, executor, group, clock.instant());
    }

    boolean isDone() {
        return underway.stream().allMatch(Future::isDone);
    }

    void cancel() {
        underway.forEach(future -> future.cancel(true));
    }

    /** All answers of a batch that is done. */
    List<ScalingAck> answers() {
        List<ScalingAck> all = new ArrayList<>(acks);
        for (Future<ScalingAck> one : underway) {
            try {
                all.add(one.get());
            } catch (ExecutionException | CancellationException | InterruptedException e) {
                throw new IllegalStateException("a batch that was cancelled has no answers", e);
            }
        }
        return all;
    }

    List<ProducerRecord<byte[], byte[]>> letters() {
        return letters;
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }
}
