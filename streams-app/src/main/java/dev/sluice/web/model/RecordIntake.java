package dev.sluice.web.model;

import dev.sluice.config.record.BudgetCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.config.record.PoolCodec;
import dev.sluice.events.DemandForecast;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ResourceGrant;
import dev.sluice.events.ResourceKind;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.TenantBudget;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Takes records into the model. One that cannot be read, or says what cannot be, is passed over and counted. */
final class RecordIntake {
    private final ReadModel model;
    private final Topics topics;
    private final long answersSince;
    private final Map<Topic, Deserializer<? extends SpecificRecord>> deserializers = new EnumMap<>(Topic.class);
    private final Map<Topic, AtomicLong> unreadable = new ConcurrentHashMap<>();

    /** @param answersSince from when on acknowledgements are read, epoch ms by the time of records */
    RecordIntake(ReadModel model, Source source, long answersSince) {
        this.model = model;
        this.topics = source.topics();
        this.answersSince = answersSince;
        for (Topic topic : Topic.values()) {
            topic.valueType()
                    .ifPresent(type -> deserializers.put(
                            topic, ValueSerdes.of(type, source.registry()).deserializer()));
        }
    }

    /** Takes one record; {@link RegistryUnavailableException} where it has to be read again later. */
    void take(ConsumerRecord<byte[], byte[]> record) {
        Optional<Topic> topic = topics.named(record.topic());
        if (topic.isEmpty()) {
            return;
        }
        if (topic.get() == Topic.DEAD_LETTERS) {
            model.deadLetters().add(record);
            return;
        }
        try {
            take(topic.get(), record);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (RegistryUnavailableException.isBehind(e)) {
                throw new RegistryUnavailableException("the registry does not answer", e);
            }
            unreadable.computeIfAbsent(topic.get(), t -> new AtomicLong()).incrementAndGet();
        }
    }

    /** Records that were passed over, by topic. */
    Map<Topic, AtomicLong> unreadable() {
        return unreadable;
    }

    private void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            throw new IllegalArgumentException("no key");
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Optional<SpecificRecord> value = Optional.ofNullable(record.value()).map(bytes -> read(topic, bytes));
        switch (topic) {
            case SCALING_POLICIES -> policy(key, value);
            case RESOURCE_POOLS ->
                value.ifPresentOrElse(
                        pool -> model.pools().put(key, PoolCodec.fromRecord((ResourcePool) pool)),
                        () -> model.pools().remove(key));
            case TENANT_BUDGETS ->
                value.ifPresentOrElse(
                        budget -> model.budgets().put(key, BudgetCodec.fromRecord((TenantBudget) budget)),
                        () -> model.budgets().remove(key));
            default -> value.ifPresentOrElse(known -> service(known, record.value()), () -> withdrawn(topic, key));
        }
    }

    private SpecificRecord read(Topic topic, byte[] bytes) {
        return Optional.ofNullable(deserializers.get(topic))
                .<SpecificRecord>map(d -> d.deserialize(topics.name(topic), bytes))
                .orElseThrow(() -> new IllegalArgumentException("no record of " + topic));
    }

    private void policy(String service, Optional<SpecificRecord> value) {
        Optional<dev.sluice.policy.ScalingPolicy> policy =
                value.map(record -> PolicyCodec.fromRecord((ScalingPolicy) record));
        if (policy.isPresent()) {
            with(service, view -> view.policy(policy));
        } else {
            model.service(service).ifPresent(view -> view.policy(policy));
        }
    }

    private void withdrawn(Topic topic, String key) {
        if (topic == Topic.SCALING_COMMANDS) {
            model.service(key).ifPresent(ServiceView::retired);
        }
    }

    private void service(SpecificRecord value, byte[] bytes) {
        if (value instanceof ScalingDecision decision) {
            with(decision.getService(), view -> view.decided(decision, bytes));
            model.decidedAt(decision.getAt().toEpochMilli());
        } else if (value instanceof DemandForecast forecast) {
            with(forecast.getService(), view -> view.forecast(forecast));
        } else if (value instanceof ScalingCommand command) {
            boolean known = command.getIssuedAt().toEpochMilli() >= answersSince;
            with(command.getService(), view -> view.commanded(command, bytes, known));
        } else if (value instanceof ScalingAck ack) {
            with(ack.getService(), view -> view.answered(ack, bytes));
        } else if (value instanceof ResourceCost cost) {
            with(cost.getService(), view -> view.costed(cost));
        } else if (value instanceof ScalingOverride override) {
            with(override.getService(), view -> view.overridden(override));
        } else if (value instanceof ResourceGrant grant && grant.getKind() == ResourceKind.POOL) {
            with(grant.getService(), view -> view.granted(grant.getName(), grant.getAmount()));
        } else if (value instanceof ResourceClaim claim && claim.getKind() == ResourceKind.TENANT) {
            TenantClaim cost = new TenantClaim(claim.getName(), claim.getSpent(), claim.getBurn());
            with(claim.getService(), view -> view.claimed(cost));
        }
    }

    private void with(String service, Consumer<ServiceView> change) {
        model.serviceOrNew(service).ifPresent(view -> {
            change.accept(view);
            model.changed(service);
        });
    }

    /** Reads a record of a topic again, for who wants all of it; empty where it cannot be read now. */
    <T extends SpecificRecord> Optional<T> decode(Topic topic, Class<T> type, byte[] bytes) {
        try {
            return Optional.of(type.cast(read(topic, bytes)));
        } catch (SerializationException | RegistryUnavailableException e) {
            return Optional.empty();
        }
    }
}
