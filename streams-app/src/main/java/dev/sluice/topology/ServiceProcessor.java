package dev.sluice.topology;

import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.consumer.Bundle;
import dev.sluice.topology.consumer.PartitionRead;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.consumer.TaskReadTime;
import dev.sluice.topology.declared.DeclaredCatalog;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.output.Publisher;
import dev.sluice.topology.service.Input;
import dev.sluice.topology.service.LiveLimit;
import dev.sluice.topology.service.LiveService;
import dev.sluice.topology.service.LiveServices;
import dev.sluice.topology.service.ServiceKey;
import dev.sluice.topology.service.UnmanagedServices;
import dev.sluice.topology.store.CommitHook;
import dev.sluice.topology.store.LostState;
import dev.sluice.topology.store.PolicyTable;
import dev.sluice.topology.store.ServiceStates;
import dev.sluice.topology.store.StoreNames;
import dev.sluice.topology.store.StoredPolicy;
import dev.sluice.topology.timing.DueQueue;
import dev.sluice.topology.timing.PeriodicWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * One task of the services. Each record goes to the loop of its service through {@link RecordHandler}, and the clock
 * ticks the services that are due. Events, acknowledgements and policies of one service meet in one task, because all
 * these topics are keyed by service and have the same number of partitions.
 *
 * <p>A record that cannot be used goes to the dead letters with a {@link Rejection}. If a record fails inside the loop,
 * the service is restored to its state before the record.
 */
final class ServiceProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration TICK = Duration.ofMillis(100);

    /** Maximum number of services ticked per round: all services of a task are due at once when it starts. */
    private static final int MOST_AT_ONCE = 500;

    /** How long a service is not ticked after a failure, ms. */
    private static final long AFTER_FAILURE_MS = 10_000;

    private final TopologySettings settings;
    private final LiveLimit limit;
    private final Supplier<Inputs> readers;
    private final ReadPositions positions;
    private Inputs inputs;
    private Wiring wiring;
    private boolean counted;

    /** What the processor needs from its task; made when it starts. */
    private record Wiring(
            ProcessorContext<byte[], Object> context,
            ServiceStates states,
            LiveServices services,
            ServiceLoops loops,
            RecordHandler handler,
            UnmanagedServices unmanaged,
            DueQueue due,
            Publisher publisher,
            CommitWatch commits,
            PeriodicWork periodic,
            Map<String, PartitionRead> reports,
            TaskReadTime read) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    ServiceProcessor(TopologySettings settings, LiveLimit limit, Supplier<Inputs> readers, ReadPositions positions) {
        this.settings = settings;
        this.limit = limit;
        this.readers = readers;
        this.positions = positions;
    }

    /** Kafka Streams may start a processor again after closing it, so everything that a run needs is created here. */
    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        inputs = readers.get();
        wiring = wired(context, inputs);
        limit.taskCame();
        counted = true;
        if (settings.loops().time() == TimeSource.WALL) {
            // windows that were open when the task moved here get a new grace: their reports may still be on the way
            long soon = context.currentSystemTimeMs() + settings.loops().grace().toMillis();
            wiring.states.known().forEach(service -> wiring.due.want(service, soon));
        }
        wiring.periodic.every(TICK, this::tick);
    }

    private Wiring wired(ProcessorContext<byte[], Object> context, Inputs from) {
        LostState lost = LostState.of(context);
        PolicyTable policies = new PolicyTable(
                context.getStateStore(StoreNames.POLICIES), StoredPolicy.with(from::storedPolicy), lost);
        PartitionRead requests = read(Topic.REQUEST_RATE_EVENTS, context);
        PartitionRead usage = read(Topic.USAGE_EVENTS, context);
        TaskReadTime read = new TaskReadTime(requests, usage);
        ServiceStates states = new ServiceStates(
                settings.loops(), DeclaredCatalog.in(context, from), policies, StoreNames.parts(context), lost, read);
        LiveServices services = new LiveServices(states, limit::each);
        CommitWatch commits = CommitWatch.of(context, services::write);
        context.<CommitHook>getStateStore(StoreNames.COMMIT_HOOK).beforeCommit(services::write);
        UnmanagedServices unmanaged =
                new UnmanagedServices(() -> limit.each(settings.mostUnmanaged()), states.unmanaged());
        DueQueue due = new DueQueue();
        Publisher publisher = new Publisher(context, services::changed, settings.headers());
        ServiceLoops loops = new ServiceLoops(services, unmanaged, due, publisher);
        return new Wiring(
                context,
                states,
                services,
                loops,
                new RecordHandler(
                        from,
                        loops,
                        policies,
                        settings.loops().time(),
                        context::currentSystemTimeMs,
                        positions::partitions),
                unmanaged,
                due,
                publisher,
                commits,
                new PeriodicWork(context),
                Map.of(
                        settings.topics().name(Topic.REQUEST_RATE_EVENTS), requests,
                        settings.topics().name(Topic.USAGE_EVENTS), usage),
                read);
    }

    /** Returns the read position of a topic's partition, which this task has not read yet. */
    private PartitionRead read(Topic topic, ProcessorContext<byte[], Object> context) {
        int partition = context.taskId().partition();
        PartitionRead read = positions.of(new TopicPartition(settings.topics().name(topic), partition));
        read.forget();
        return read;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        wiring.periodic.seen(wall());
        List<ConsumerRecord<byte[], byte[]>> records = Bundle.of(record, wiring.context.recordMetadata());
        wiring.handler.prepare(records);
        for (ConsumerRecord<byte[], byte[]> each : records) {
            Rejection why = wiring.handler.handle(each);
            if (why.isRejected()) {
                wiring.publisher.deadLetter(each, why);
            }
        }
        wiring.publisher.read(records.size());
        if (wiring.services.isToBeWritten()) {
            wiring.services.write();
        }
        if (wiring.services.hasFailed()) {
            sendFailed();
        }
        ConsumerRecord<byte[], byte[]> newest = records.get(records.size() - 1);
        PartitionRead read = wiring.reports.get(newest.topic());
        if (read != null) {
            read.handled(newest.offset());
        }
    }

    /** Ticks the services that are due, up to the time for which reports have been read. */
    private void tick(long wall) {
        wiring.commits.look(wiring.services.changed());
        wiring.publisher.commitWaiting(wall);
        sendFailed();
        forgetSilent(settings.loops().time() == TimeSource.WALL ? wall : wiring.handler.newestEnd());
        long read = wiring.read.upTo(wall);
        Optional<String> next = wiring.due.poll(read);
        for (int left = MOST_AT_ONCE; left > 0 && next.isPresent(); left--) {
            wiring.services.find(ServiceKey.of(next.get())).ifPresent(live -> tick(live, wall));
            next = left > 1 ? wiring.due.poll(read) : Optional.empty();
        }
    }

    private void tick(LiveService live, long wall) {
        live.dequeued();
        try {
            wiring.loops.take(live, Input.ofClock(loop -> loop.tick(wall)));
        } catch (FailedInputException failed) {
            wiring.publisher.failed(live.service(), failed);
            wiring.due.want(live.service(), wall + AFTER_FAILURE_MS);
        }
    }

    /**
     * Deletes services without a policy that have not reported for a day, unless an override or a schedule is set for
     * them.
     */
    private void forgetSilent(long now) {
        for (String service : wiring.unmanaged.expired(now)) {
            if (!wiring.states.hasAgenda(service)) {
                wiring.services.find(ServiceKey.of(service)).ifPresent(wiring.loops::delete);
            }
        }
    }

    /**
     * Sends inputs that could not be stored to the dead letters. This happens after the commit that found them, because
     * nothing can be sent during a commit.
     */
    private void sendFailed() {
        for (LiveServices.Failed failed : wiring.services.failed()) {
            failed.input()
                    .record()
                    .ifPresent(record -> wiring.publisher.deadLetter(
                            record, new Rejection(DeadLetter.Reason.FAILED, "cannot be stored: " + failed.why())));
        }
    }

    @Override
    public void close() {
        if (counted) {
            counted = false;
            limit.taskWent();
            wiring.periodic.close();
        }
        inputs.close();
    }

    private long wall() {
        return wiring.context.currentSystemTimeMs();
    }
}
