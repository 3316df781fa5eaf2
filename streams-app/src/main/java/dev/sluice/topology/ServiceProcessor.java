package dev.sluice.topology;

import dev.sluice.config.PolicyCodec;
import dev.sluice.control.Catalog;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.StatePart;
import dev.sluice.control.Step;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.topology.LiveServices.Live;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Brings every record of a service to its loop and sends what comes of it: events, acknowledgements and policies of one
 * service meet in one task, because all these topics are keyed by it and have equal partitions.
 */
final class ServiceProcessor implements Processor<byte[], Received, byte[], Object> {
    private static final Duration TICK = Duration.ofMillis(100);

    private final TopologySettings settings;
    private final Deserializer<? extends SpecificRecord> policyReader;
    private final DueQueue due = new DueQueue();
    private Wiring wiring;

    /** What a task gives its processor when it starts. */
    private record Wiring(
            ProcessorContext<byte[], Object> context,
            PolicyTable policies,
            LiveServices services,
            Publisher publisher) {}

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    ServiceProcessor(TopologySettings settings, Deserializer<? extends SpecificRecord> policyReader) {
        this.settings = settings;
        this.policyReader = policyReader;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        String topic = settings.topics().name(dev.sluice.schemas.Topic.SCALING_POLICIES);
        PolicyTable policies = new PolicyTable(context.getStateStore(StoreNames.POLICIES), policyReader, topic);
        Map<StatePart, KeyValueStore<String, byte[]>> stores = new EnumMap<>(StatePart.class);
        for (StatePart part : StatePart.values()) {
            stores.put(part, context.getStateStore(StoreNames.of(part)));
        }
        LiveServices services =
                new LiveServices(settings.loops(), Catalog.EMPTY, policies, stores, settings.mostLive());
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
    public void process(Record<byte[], Received> record) {
        Rejected why = handle(record);
        if (why.isRejected()) {
            wiring.publisher.deadLetter(record, why);
        }
    }

    private Rejected handle(Record<byte[], Received> record) {
        if (record.key() == null) {
            return new Rejected(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        String service = new String(record.key(), StandardCharsets.UTF_8);
        Received received = record.value();
        if (received == null) {
            return tombstone(service);
        }
        if (received.error().isPresent()) {
            var error = received.error().get();
            return new Rejected(DeadLetter.reasonOf(error), String.valueOf(error.getMessage()));
        }
        return received.value().isPresent() ? read(service, received.value().get(), received.bytes()) : Rejected.NOT;
    }

    private Rejected read(String service, SpecificRecord value, byte[] bytes) {
        if (value instanceof RequestRateEvent event) {
            Rejected why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : report(service, event);
        }
        if (value instanceof UsageEvent event) {
            Rejected why = EventChecks.of(service, event, latest());
            return why.isRejected() ? why : usage(service, event);
        }
        if (value instanceof ScalingAck ack) {
            Rejected why = EventChecks.of(service, ack);
            return why.isRejected() ? why : acknowledged(service, ack);
        }
        ScalingPolicy policy = (ScalingPolicy) value;
        Rejected why = EventChecks.otherService(service, policy.getService());
        return why.isRejected() ? why : policy(service, policy, bytes);
    }

    private long latest() {
        return settings.loops().time() == TimeSource.WALL ? EventChecks.latest(wall()) : EventChecks.END_OF_RECORDINGS;
    }

    private Rejected report(String service, RequestRateEvent event) {
        Live live = wiring.services.get(service);
        return used(live, live.loop().report(EventReader.report(event), wall()), event.getTo());
    }

    private Rejected usage(String service, UsageEvent event) {
        Live live = wiring.services.get(service);
        return used(live, live.loop().usage(EventReader.usage(event), wall()), event.getTo());
    }

    private Rejected used(Live live, Step step, Instant to) {
        if (step.late()) {
            return new Rejected(DeadLetter.Reason.LATE, "the windows up to " + to + " have closed");
        }
        sent(live, step);
        return Rejected.NOT;
    }

    private Rejected acknowledged(String service, ScalingAck ack) {
        Live live = wiring.services.get(service);
        EventReader.acknowledgement(ack).ifPresent(known -> {
            sent(live, live.loop().acknowledged(known));
        });
        return Rejected.NOT;
    }

    private Rejected policy(String service, ScalingPolicy policy, byte[] bytes) {
        try {
            changePolicy(service, Optional.of(PolicyCodec.fromRecord(policy)));
            wiring.policies.put(service, bytes);
            return Rejected.NOT;
        } catch (IllegalArgumentException impossible) {
            return Rejected.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private Rejected tombstone(String service) {
        boolean policy = wiring.context
                .recordMetadata()
                .filter(at -> at.topic().equals(settings.topics().name(dev.sluice.schemas.Topic.SCALING_POLICIES)))
                .isPresent();
        if (!policy) {
            return new Rejected(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        changePolicy(service, Optional.empty());
        wiring.policies.delete(service);
        return Rejected.NOT;
    }

    private void changePolicy(String service, Optional<dev.sluice.policy.ScalingPolicy> policy) {
        Live live = wiring.services.get(service);
        sent(live, live.loop().policy(policy));
    }

    private void tick(long wall) {
        wiring.publisher.commitWaiting(wall);
        for (Optional<String> next = due.poll(wall); next.isPresent(); next = due.poll(wall)) {
            Live live = wiring.services.get(next.get());
            sent(live, live.loop().tick(wall));
        }
    }

    private void sent(Live live, Step step) {
        live.touched();
        if (!step.isNothing()) {
            wiring.publisher.publish(live.loop().service(), step);
        }
        due.want(live.loop().service(), live.loop().due());
    }

    private long wall() {
        return wiring.context.currentSystemTimeMs();
    }
}
