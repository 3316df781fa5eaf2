package dev.sluice.topology;

import dev.sluice.config.record.OverrideCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.Step;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.state.StatePart;
import dev.sluice.topology.LiveServices.Live;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Brings every record of a service to its loop and sends what comes of it: events, acknowledgements and policies of one
 * service meet in one task, because all these topics are keyed by it and have equal partitions.
 */
final class ServiceProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration TICK = Duration.ofMillis(100);

    private final TopologySettings settings;
    private final LiveLimit limit;
    private final Inputs inputs;
    private final DueQueue due = new DueQueue();
    private final ReadLag lag;
    private Wiring wiring;

    /** What a task gives its processor when it starts. */
    private record Wiring(
            ProcessorContext<byte[], Object> context,
            PolicyTable policies,
            LiveServices services,
            Publisher publisher) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    ServiceProcessor(TopologySettings settings, LiveLimit limit, Inputs inputs) {
        this.settings = settings;
        this.limit = limit;
        this.inputs = inputs;
        this.lag = new ReadLag(settings.loops().grace().toMillis());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        limit.taskCame();
        PolicyTable policies = new PolicyTable(context.getStateStore(StoreNames.POLICIES));
        Map<StatePart, KeyValueStore<String, byte[]>> stores = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            stores.put(part, context.getStateStore(StoreNames.of(part)));
        }
        LiveServices services =
                new LiveServices(settings.loops(), DeclaredCatalog.in(context, inputs), policies, stores, limit::each);
        context.<CommitHook>getStateStore(StoreNames.COMMIT_HOOK).beforeCommit(services::write);
        wiring = new Wiring(context, policies, services, new Publisher(context, services::changed));
        if (settings.loops().time() == TimeSource.WALL) {
            // what was open when the task moved here gets a grace from now on: its reports may still be on the way
            long soon = context.currentSystemTimeMs() + settings.loops().grace().toMillis();
            services.known().forEach(service -> due.want(service, soon));
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
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
        ConsumerRecord<byte[], byte[]> newest = records.get(records.size() - 1);
        if (inputs.areReports(newest.topic())) {
            lag.read(newest.topic(), newest.timestamp(), wall());
        }
    }

    private Rejection handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return new Rejection(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        if (record.value() == null) {
            return tombstone(name(record), record.topic());
        }
        try {
            return inputs.isQuickReport(record, latest())
                    ? report(wiring.services.get(new ServiceKey(record.key())), inputs.quickReport())
                    : read(name(record), inputs.read(record));
        } catch (SerializationException | RegistryUnavailableException unreadable) {
            // the schemas that are known are read without a registry; a record of another must hold up nobody
            return new Rejection(DeadLetter.reasonOf(unreadable), String.valueOf(unreadable.getMessage()));
        }
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private Rejection read(String service, SpecificRecord value) {
        if (value instanceof RequestRateEvent event) {
            Rejection why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : report(wiring.services.get(service), EventReader.report(event));
        }
        if (value instanceof UsageEvent event) {
            Rejection why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : usage(service, event);
        }
        if (value instanceof ScalingAck ack) {
            Rejection why = EventChecks.of(service, ack);
            return why.isRejected() ? why : acknowledged(service, ack);
        }
        if (value instanceof ScalingOverride override) {
            Rejection why = EventChecks.otherService(service, override.getService());
            return why.isRejected() ? why : overridden(service, override);
        }
        if (value instanceof ResourceGrant grant) {
            Rejection why = EventChecks.otherService(service, grant.getService());
            return why.isRejected() ? why : granted(service, grant);
        }
        ScalingPolicy policy = (ScalingPolicy) value;
        Rejection why = EventChecks.otherService(service, policy.getService());
        return why.isRejected() ? why : policy(service, policy);
    }

    private Rejection overridden(String service, ScalingOverride override) {
        try {
            Live live = wiring.services.get(service);
            long at = override.getAt().toEpochMilli();
            sent(live, live.loop().overridden(OverrideCodec.fromRecord(override), at, wall()));
            return Rejection.NOT;
        } catch (IllegalArgumentException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private Rejection granted(String service, ResourceGrant grant) {
        try {
            Live live = wiring.services.get(service);
            ClaimRecords.grant(grant).ifPresent(known -> sent(live, live.loop().granted(known, wall())));
            return Rejection.NOT;
        } catch (IllegalArgumentException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private long latest() {
        return settings.loops().time() == TimeSource.WALL ? EventChecks.latest(wall()) : EventChecks.END_OF_RECORDINGS;
    }

    private Rejection report(Live live, RateReport report) {
        return used(live, live.loop().report(report, wall()), report.to());
    }

    private Rejection usage(String service, UsageEvent event) {
        Live live = wiring.services.get(service);
        return used(
                live,
                live.loop().usage(EventReader.usage(event), wall()),
                event.getTo().toEpochMilli());
    }

    private Rejection used(Live live, Step step, long to) {
        if (step.late()) {
            return new Rejection(
                    DeadLetter.Reason.LATE, "the windows up to " + Instant.ofEpochMilli(to) + " have closed");
        }
        sent(live, step);
        return Rejection.NOT;
    }

    private Rejection acknowledged(String service, ScalingAck ack) {
        Live live = wiring.services.get(service);
        EventReader.acknowledgement(ack).ifPresent(known -> {
            sent(live, live.loop().acknowledged(known));
        });
        return Rejection.NOT;
    }

    private Rejection policy(String service, ScalingPolicy policy) {
        try {
            changePolicy(service, Optional.of(PolicyCodec.fromRecord(policy)));
            wiring.policies.put(service, policy);
            return Rejection.NOT;
        } catch (IllegalArgumentException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private Rejection tombstone(String service, String topic) {
        if (!inputs.arePolicies(topic)) {
            return new Rejection(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        changePolicy(service, Optional.empty());
        wiring.policies.delete(service);
        return Rejection.NOT;
    }

    private void changePolicy(String service, Optional<dev.sluice.policy.ScalingPolicy> policy) {
        Live live = wiring.services.get(service);
        sent(live, live.loop().policy(policy));
    }

    /** Does what is due by the clock, but not while the reports that would tell are still to be read. */
    private void tick(long wall) {
        wiring.publisher.commitWaiting(wall);
        if (lag.isBehind(wall)) {
            return;
        }
        for (Optional<String> next = due.poll(wall); next.isPresent(); next = due.poll(wall)) {
            Live live = wiring.services.get(next.get());
            live.dequeued();
            sent(live, live.loop().tick(wall));
        }
    }

    private void sent(Live live, Step step) {
        live.touched();
        if (!step.isNothing()) {
            wiring.publisher.publish(live.loop().service(), step);
        }
        if (live.isToBeQueued(live.loop().due())) {
            due.want(live.loop().service(), live.loop().due());
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
