package dev.sluice.topology;

import dev.sluice.config.record.OverrideCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.UsageReport;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.UsageEvent;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.state.StatePart;
import dev.sluice.topology.LiveServices.Live;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings every record of a service to its loop and sends what comes of it: events, acknowledgements and policies of one
 * service meet in one task, because all these topics are keyed by it and have equal partitions.
 */
final class ServiceProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);

    /** How long the clock leaves a service alone where it failed, ms. */
    private static final long AFTER_FAILURE_MS = 10_000;

    private final TopologySettings settings;
    private final LiveLimit limit;
    private final Inputs inputs;
    private final DueQueue due = new DueQueue();
    private final ReadPositions positions;
    private Wiring wiring;

    /** What a task gives its processor when it starts. */
    private record Wiring(
            ProcessorContext<byte[], Object> context,
            PolicyTable policies,
            LiveServices services,
            Publisher publisher,
            Map<String, PartitionRead> reports,
            TaskReadTime read) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    ServiceProcessor(TopologySettings settings, LiveLimit limit, Inputs inputs, ReadPositions positions) {
        this.settings = settings;
        this.limit = limit;
        this.inputs = inputs;
        this.positions = positions;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        limit.taskCame();
        PolicyTable policies = new PolicyTable(context.getStateStore(StoreNames.POLICIES));
        Map<StatePart, KeyValueStore<String, byte[]>> stores = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            stores.put(part, context.getStateStore(StoreNames.of(part)));
        }
        PartitionRead requests = read(Topic.REQUEST_RATE_EVENTS, context);
        PartitionRead usage = read(Topic.USAGE_EVENTS, context);
        TaskReadTime read = new TaskReadTime(requests, usage);
        LiveServices services = new LiveServices(
                settings.loops(), DeclaredCatalog.in(context, inputs), policies, stores, limit::each, read);
        context.<CommitHook>getStateStore(StoreNames.COMMIT_HOOK).beforeCommit(services::write);
        Map<String, PartitionRead> reports = Map.of(
                settings.topics().name(Topic.REQUEST_RATE_EVENTS), requests,
                settings.topics().name(Topic.USAGE_EVENTS), usage);
        wiring = new Wiring(context, policies, services, new Publisher(context, services::changed), reports, read);
        if (settings.loops().time() == TimeSource.WALL) {
            // what was open when the task moved here gets a grace from now on: its reports may still be on the way
            long soon = context.currentSystemTimeMs() + settings.loops().grace().toMillis();
            services.known().forEach(service -> due.want(service, soon));
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    /** What is known of a topic's partition, of which this task has read nothing yet. */
    private PartitionRead read(Topic topic, ProcessorContext<byte[], Object> context) {
        int partition = context.taskId().partition();
        PartitionRead read = positions.of(new TopicPartition(settings.topics().name(topic), partition));
        read.forget();
        return read;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
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
        sendFailed();
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
            // the schemas that are known are read without a registry; a record of another must hold up nobody
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

    /** The value; whatever fails where it is read is a fault of the record, but what Kafka and the registry say. */
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

    /** What people and other services say. */
    private Rejection declared(String service, SpecificRecord value, ConsumerRecord<byte[], byte[]> record) {
        try {
            if (value instanceof ScalingOverride override) {
                Rejection why = DeclarationChecks.of(service, override);
                return why.isRejected() ? why : overridden(service, override, record);
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

    private Rejection granted(String service, ResourceGrant grant, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        ClaimRecords.grant(grant)
                .ifPresent(known -> take(service, Input.of(record, loop -> loop.granted(known, wall))));
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
        Live live = wiring.services.get(service);
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

    private Rejection acknowledged(String service, ScalingAck ack, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        EventReader.acknowledgement(ack)
                .ifPresent(known -> take(service, Input.of(record, loop -> loop.acknowledged(known, wall))));
        return Rejection.NOT;
    }

    private Rejection policy(String service, ScalingPolicy policy, ConsumerRecord<byte[], byte[]> record) {
        changePolicy(service, Optional.of(PolicyCodec.fromRecord(policy)), record);
        wiring.policies.put(service, policy);
        return Rejection.NOT;
    }

    private Rejection tombstone(String service, ConsumerRecord<byte[], byte[]> record) {
        if (!inputs.arePolicies(record.topic())) {
            return new Rejection(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        changePolicy(service, Optional.empty(), record);
        wiring.policies.delete(service);
        return Rejection.NOT;
    }

    /** What comes before the policy must never be taken in again under it, so it is written before the policy is kept. */
    private void changePolicy(
            String service, Optional<dev.sluice.policy.ScalingPolicy> policy, ConsumerRecord<byte[], byte[]> record) {
        take(service, Input.of(record, loop -> loop.policy(policy)));
        wiring.services.get(service).writeNow();
    }

    private void take(String service, Input input) {
        Live live = wiring.services.get(service);
        live.take(input, step -> publish(live, step));
    }

    /** Does what is due by the clock, as far as the reports of the time have been read. */
    private void tick(long wall) {
        wiring.publisher.commitWaiting(wall);
        sendFailed();
        long read = wiring.read.upTo(wall);
        for (Optional<String> next = due.poll(read); next.isPresent(); next = due.poll(read)) {
            tick(next.get(), wall);
        }
    }

    private void tick(String service, long wall) {
        Live live = wiring.services.get(service);
        live.dequeued();
        try {
            live.take(Input.ofClock(loop -> loop.tick(wall)), step -> publish(live, step));
        } catch (FailedInputException failed) {
            wiring.publisher.failed(service, failed);
            due.want(service, wall + AFTER_FAILURE_MS);
        }
    }

    private void publish(Live live, Step step) {
        if (!step.isNothing()) {
            wiring.publisher.publish(live.service(), step);
        }
        if (live.isToBeQueued(live.due())) {
            due.want(live.service(), live.due());
        }
    }

    /** Sends what could not be stored; only after the commit that found it, because nothing can be sent during one. */
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
        limit.taskWent();
        inputs.close();
    }

    private long wall() {
        return wiring.context.currentSystemTimeMs();
    }
}
