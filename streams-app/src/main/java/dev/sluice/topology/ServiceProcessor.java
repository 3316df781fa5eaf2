package dev.sluice.topology;

import dev.sluice.config.record.HistoryCodec;
import dev.sluice.config.record.OverrideCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.History;
import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.UsageReport;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.UsageEvent;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Retirement;
import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every record of a service to its loop and publishes the outputs. Events, acknowledgements and policies of one
 * service meet in one task, because all these topics are keyed by service and have the same number of partitions.
 *
 * <p>A record that cannot be used goes to the dead letters with a {@link Rejection}. If a record fails inside the loop,
 * the service is restored to its state before the record.
 */
final class ServiceProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);

    /** Maximum number of services ticked per round: all services of a task are due at once when it starts. */
    private static final int MOST_AT_ONCE = 500;

    private static final Rejection TOO_MANY = new Rejection(
            DeadLetter.Reason.TOO_MANY_SERVICES, "no policy is known for this service, and no more of these are kept");

    /** How long a service is not ticked after a failure, ms. */
    private static final long AFTER_FAILURE_MS = 10_000;

    private final TopologySettings settings;
    private final LiveLimit limit;
    private final Supplier<Inputs> readers;
    private final ReadPositions positions;
    private Inputs inputs;
    private Wiring wiring;
    private long newestEnd = Long.MIN_VALUE;
    private boolean counted;

    /** What the processor needs from its task; made when it starts. */
    private record Wiring(
            ProcessorContext<byte[], Object> context,
            PolicyTable policies,
            ServiceStates states,
            LiveServices services,
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
                context.getStateStore(StoreNames.POLICIES), StoredPolicy.with(inputs::storedPolicy), lost);
        PartitionRead requests = read(Topic.REQUEST_RATE_EVENTS, context);
        PartitionRead usage = read(Topic.USAGE_EVENTS, context);
        TaskReadTime read = new TaskReadTime(requests, usage);
        ServiceStates states = new ServiceStates(
                settings.loops(), DeclaredCatalog.in(context, from), policies, StoreNames.parts(context), lost, read);
        LiveServices services = new LiveServices(states, limit::each);
        CommitWatch commits = CommitWatch.of(context, services::write);
        context.<CommitHook>getStateStore(StoreNames.COMMIT_HOOK).beforeCommit(services::write);
        return new Wiring(
                context,
                policies,
                states,
                services,
                new UnmanagedServices(() -> limit.each(settings.mostUnmanaged()), states.unmanaged()),
                new DueQueue(),
                new Publisher(context, services::changed),
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
        for (ConsumerRecord<byte[], byte[]> each : records) {
            Rejection why = handle(each);
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

    private Rejection handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return new Rejection(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        try {
            return record.value() != null && inputs.isQuickReport(record, latest())
                    ? report(new ServiceKey(record.key()), inputs.quickReport(), record)
                    : read(record);
        } catch (SerializationException | RegistryUnavailableException unreadable) {
            // known schemas need no registry; a record with an unknown schema must not block others
            return new Rejection(DeadLetter.reasonOf(unreadable), String.valueOf(unreadable.getMessage()));
        } catch (FailedInputException failed) {
            LOG.debug("A record failed", failed);
            return new Rejection(DeadLetter.Reason.FAILED, String.valueOf(failed.getMessage()));
        }
    }

    private Rejection read(ConsumerRecord<byte[], byte[]> record) {
        String service = new String(record.key(), StandardCharsets.UTF_8);
        Rejection noService = EventChecks.key(record.key(), service);
        if (noService.isRejected()) {
            return noService;
        }
        if (record.value() == null) {
            return tombstone(service, record);
        }
        return read(service, value(record), record);
    }

    /** Decodes the value. A failure is the record's fault, unless Kafka or the registry reports it. */
    private SpecificRecord value(ConsumerRecord<byte[], byte[]> record) {
        try {
            return inputs.read(record);
        } catch (KafkaException aboutTheRecordOrKafka) {
            throw aboutTheRecordOrKafka;
        } catch (RuntimeException | StackOverflowError broken) {
            throw new SerializationException(broken.toString(), broken);
        }
    }

    private Rejection read(String service, SpecificRecord value, ConsumerRecord<byte[], byte[]> record) {
        if (value instanceof RequestRateEvent event) {
            Rejection why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : report(ServiceKey.of(service), EventReader.report(event), record);
        }
        if (value instanceof UsageEvent event) {
            Rejection why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : usage(service, EventReader.usage(event), record);
        }
        if (value instanceof ScalingAck ack) {
            Rejection why = EventChecks.of(service, ack);
            return why.isRejected() ? why : acknowledged(service, ack, record);
        }
        return declared(service, value, record);
    }

    /** Handles what people declare and what grants say. */
    private Rejection declared(String service, SpecificRecord value, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (value instanceof ScalingOverride override) {
                Rejection why = DeclarationChecks.of(service, override);
                return why.isRejected() ? why : overridden(service, override, record);
            }
            if (value instanceof LearnedHistory learned) {
                return history(service, learned, record);
            }
            if (value instanceof ResourceGrant grant) {
                Rejection why = DeclarationChecks.of(service, grant);
                return why.isRejected() ? why : granted(service, grant, record);
            }
            ScalingPolicy policy = (ScalingPolicy) value;
            Rejection why = DeclarationChecks.of(service, policy);
            return why.isRejected() ? why : policy(service, policy, record);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private Rejection overridden(String service, ScalingOverride override, ConsumerRecord<byte[], byte[]> record) {
        OverrideEvent change = OverrideCodec.fromRecord(override);
        long at = override.getAt().toEpochMilli();
        long wall = wall();
        take(service, Input.of(record, loop -> loop.overridden(change, at, wall)));
        return Rejection.NOT;
    }

    private Rejection history(String service, LearnedHistory learned, ConsumerRecord<byte[], byte[]> record) {
        Rejection why = DeclarationChecks.of(service, learned);
        if (why.isRejected()) {
            return why;
        }
        History history = HistoryCodec.fromRecord(learned);
        Optional<String> unusable = ServiceLoop.unusable(history);
        if (unusable.isPresent()) {
            return Rejection.impossible(unusable.get());
        }
        take(service, Input.of(record, loop -> loop.history(history)));
        return Rejection.NOT;
    }

    private Rejection granted(String service, ResourceGrant grant, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        // a service that is gone may still get an answer to its last claim
        ClaimRecords.grant(grant)
                .ifPresent(known -> wiring.services
                        .find(ServiceKey.of(service))
                        .ifPresent(live -> take(live, Input.of(record, loop -> loop.granted(known, wall)))));
        return Rejection.NOT;
    }

    private long latest() {
        return settings.loops().time() == TimeSource.WALL ? EventChecks.latest(wall()) : EventChecks.END_OF_RECORDINGS;
    }

    private Rejection report(ServiceKey service, RateReport report, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        return used(service, Input.of(record, loop -> loop.report(report, wall)), report.to());
    }

    private Rejection usage(String service, UsageReport report, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        return used(ServiceKey.of(service), Input.of(record, loop -> loop.usage(report, wall)), report.to());
    }

    private Rejection used(ServiceKey service, Input input, long to) {
        Optional<LiveService> reporting = reporting(service);
        if (reporting.isEmpty()) {
            return TOO_MANY;
        }
        LiveService live = reporting.get();
        newestEnd = Math.max(newestEnd, to);
        boolean[] late = {false};
        live.take(input, step -> {
            late[0] = step.late();
            publish(live, step);
        });
        return late[0]
                ? new Rejection(
                        DeadLetter.Reason.LATE, "the windows up to " + Instant.ofEpochMilli(to) + " have closed")
                : Rejection.NOT;
    }

    /** Returns the reporting service; empty if it has no policy and no more of those are kept. */
    private Optional<LiveService> reporting(ServiceKey service) {
        Optional<LiveService> found = wiring.services.find(service);
        if (found.isEmpty() && wiring.unmanaged.haveRoom()) {
            found = Optional.of(wiring.services.get(service));
        }
        found.filter(live -> !live.hasPolicy()).ifPresent(live -> wiring.unmanaged.heard(live.service()));
        return found;
    }

    private Rejection acknowledged(String service, ScalingAck ack, ConsumerRecord<byte[], byte[]> record) {
        Optional<LiveService> live = wiring.services.find(ServiceKey.of(service));
        if (live.isEmpty()) {
            return new Rejection(DeadLetter.Reason.UNKNOWN_SERVICE, "nothing is known of " + service);
        }
        long wall = wall();
        EventReader.acknowledgement(ack)
                .ifPresent(known -> take(live.get(), Input.of(record, loop -> loop.acknowledged(known, wall))));
        return Rejection.NOT;
    }

    private Rejection policy(String service, ScalingPolicy policy, ConsumerRecord<byte[], byte[]> record) {
        Optional<dev.sluice.policy.ScalingPolicy> next = Optional.of(PolicyCodec.fromRecord(policy));
        changePolicy(wiring.services.get(ServiceKey.of(service)), next, record);
        wiring.policies.put(service, policy);
        wiring.unmanaged.leaves(service);
        return Rejection.NOT;
    }

    private Rejection tombstone(String service, ConsumerRecord<byte[], byte[]> record) {
        if (!inputs.arePolicies(record.topic())) {
            return new Rejection(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        wiring.services.find(ServiceKey.of(service)).ifPresent(live -> {
            changePolicy(live, Optional.empty(), record);
            wiring.policies.delete(service);
            ends(live, Retirement.isIn(record.headers()));
        });
        return Rejection.NOT;
    }

    /**
     * Handles the end of a policy: the service is deleted at once if it is retired, otherwise once it stops reporting.
     */
    private void ends(LiveService live, boolean retired) {
        if (retired) {
            delete(live);
        } else {
            wiring.unmanaged.heard(live.service());
        }
    }

    private void delete(LiveService live) {
        wiring.services.delete(live);
        wiring.unmanaged.leaves(live.service());
    }

    /**
     * Applies a policy and writes the service before the policy is stored. Otherwise inputs from before the policy
     * could be replayed under it.
     */
    private void changePolicy(
            LiveService live, Optional<dev.sluice.policy.ScalingPolicy> policy, ConsumerRecord<byte[], byte[]> record) {
        take(live, Input.of(record, loop -> loop.policy(policy)));
        live.write();
    }

    private void take(String service, Input input) {
        take(wiring.services.get(ServiceKey.of(service)), input);
    }

    private void take(LiveService live, Input input) {
        live.take(input, step -> publish(live, step));
    }

    /** Ticks the services that are due, up to the time for which reports have been read. */
    private void tick(long wall) {
        wiring.commits.look(wiring.services.changed());
        wiring.publisher.commitWaiting(wall);
        sendFailed();
        forgetSilent(settings.loops().time() == TimeSource.WALL ? wall : newestEnd);
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
            take(live, Input.ofClock(loop -> loop.tick(wall)));
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
                wiring.services.find(ServiceKey.of(service)).ifPresent(this::delete);
            }
        }
    }

    private void publish(LiveService live, Step step) {
        if (!step.isNothing()) {
            wiring.publisher.publish(live.service(), step);
        }
        if (live.isToBeQueued(live.due())) {
            wiring.due.want(live.service(), live.due());
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
