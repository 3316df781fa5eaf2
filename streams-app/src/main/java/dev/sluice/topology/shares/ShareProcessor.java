package dev.sluice.topology.shares;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.Catalog;
import dev.sluice.events.ResourceClaim;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.topology.consumer.Bundle;
import dev.sluice.topology.declared.DeclaredCatalog;
import dev.sluice.topology.intake.ClaimRecords;
import dev.sluice.topology.intake.EventChecks;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.output.CloudEventHeaders;
import dev.sluice.topology.output.Publisher;
import dev.sluice.topology.store.LostState;
import dev.sluice.topology.store.StoreNames;
import dev.sluice.topology.timing.PeriodicWork;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Decides who gets how much of what services share: all claims of a pool, or of a tenant's money, meet in one task,
 * because claims are keyed by what they claim.
 */
public final class ShareProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration REVIEW = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Supplier<Inputs> readers;
    private Inputs inputs;
    private PeriodicWork periodic;
    private ProcessorContext<byte[], Object> context;
    private Catalog declared;
    private ShareArbiters shares;
    private Publisher publisher;
    private Instant latest = Instant.EPOCH;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    public ShareProcessor(TimeSource time, Supplier<Inputs> readers) {
        this.time = time;
        this.readers = readers;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> given) {
        context = given;
        inputs = readers.get();
        declared = DeclaredCatalog.in(context, inputs);
        shares = stored();
        publisher = new Publisher(context, () -> 0, CloudEventHeaders.NONE);
        periodic = new PeriodicWork(context).every(TICK, this::answer).every(REVIEW, this::review);
    }

    private ShareArbiters stored() {
        return new ShareArbiters(context.getStateStore(StoreNames.SHARES), LostState.of(context));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        periodic.seen(context.currentSystemTimeMs());
        for (ConsumerRecord<byte[], byte[]> each : Bundle.of(record, context.recordMetadata())) {
            Rejection why = handle(each);
            if (why.isRejected()) {
                publisher.deadLetter(each, why);
            }
        }
    }

    private Rejection handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return new Rejection(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        if (record.value() == null) {
            return new Rejection(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        Rejection tooLong = Limits.tooLong(record);
        if (tooLong.isRejected()) {
            return tooLong;
        }
        try {
            ResourceClaim claim = (ResourceClaim) inputs.read(record);
            Rejection why = DeclarationChecks.of(claim, latestPossible());
            return why.isRejected() ? why : claimed(record.key(), claim);
        } catch (SerializationException | RegistryUnavailableException unreadable) {
            return new Rejection(DeadLetter.reasonOf(unreadable), String.valueOf(unreadable.getMessage()));
        } catch (IllegalArgumentException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        } catch (KafkaException aboutKafka) {
            throw aboutKafka;
        } catch (RuntimeException | StackOverflowError | LinkageError failed) {
            // what is shared is written with each claim: what was read again is as it was before this one
            shares = stored();
            return new Rejection(DeadLetter.Reason.FAILED, failed.toString());
        }
    }

    private long latestPossible() {
        return time == TimeSource.WALL ? EventChecks.latest(context.currentSystemTimeMs()) : Limits.END_OF_RECORDINGS;
    }

    private Rejection claimed(byte[] key, ResourceClaim claim) {
        Optional<SharedClaim> known = ClaimRecords.claim(claim);
        return known.isPresent() ? claimed(key, known.get(), claim.getAt()) : Rejection.NOT;
    }

    private Rejection claimed(byte[] key, SharedClaim claim, Instant at) {
        if (!Arrays.equals(key, ClaimRecords.key(claim.share()))) {
            return Rejection.impossible("the key is " + new String(key, StandardCharsets.UTF_8) + ", the value claims "
                    + claim.share().kind() + " " + claim.share().name());
        }
        latest = latest.isAfter(at) ? latest : at;
        if (time == TimeSource.EVENT) {
            shares.passed(latest);
        }
        publisher.publish(shares.claim(claim, declared, at), at);
        return Rejection.NOT;
    }

    /** Answers what was claimed of that which many share. */
    private void answer(long wall) {
        Instant now = now(wall);
        if (!now.equals(Instant.EPOCH)) {
            publisher.publish(shares.answer(declared, now), now);
        }
        publisher.commitWaiting(wall);
    }

    /** A limit or a budget may have been declared again, and time changes what a budget leaves and who still claims. */
    private void review(long wall) {
        Instant now = now(wall);
        if (now.equals(Instant.EPOCH)) {
            return;
        }
        shares.passed(now);
        for (SharedResource share : shares.known()) {
            publisher.publish(shares.review(share, declared, now), now);
        }
    }

    /** What time it is; the epoch where no record has told yet. */
    private Instant now(long wall) {
        return time == TimeSource.WALL ? Instant.ofEpochMilli(wall) : latest;
    }

    @Override
    public void close() {
        periodic.close();
        inputs.close();
    }
}
