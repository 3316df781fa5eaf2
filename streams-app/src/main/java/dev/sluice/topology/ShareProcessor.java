package dev.sluice.topology;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.message.Catalog;
import dev.sluice.events.ResourceClaim;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Decides who gets how much of what services share: all claims of a pool, or of a tenant's money, meet in one task,
 * because claims are keyed by what they claim.
 */
final class ShareProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration REVIEW = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Inputs inputs;
    private ProcessorContext<byte[], Object> context;
    private Catalog declared;
    private ShareArbiters shares;
    private Publisher publisher;
    private Instant latest = Instant.EPOCH;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    ShareProcessor(TimeSource time, Inputs inputs) {
        this.time = time;
        this.inputs = inputs;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> given) {
        context = given;
        declared = DeclaredCatalog.in(context, inputs);
        shares = new ShareArbiters(context.getStateStore(StoreNames.SHARES));
        publisher = new Publisher(context, () -> 0);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, publisher::commitWaiting);
        context.schedule(REVIEW, PunctuationType.WALL_CLOCK_TIME, this::review);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
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
            shares = new ShareArbiters(context.getStateStore(StoreNames.SHARES));
            return new Rejection(DeadLetter.Reason.FAILED, failed.toString());
        }
    }

    private long latestPossible() {
        return time == TimeSource.WALL
                ? EventChecks.latest(context.currentSystemTimeMs())
                : EventChecks.END_OF_RECORDINGS;
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
        publisher.publish(shares.claim(claim, declared, at), at);
        return Rejection.NOT;
    }

    /** A limit or a budget may have been declared anew, and time changes what a budget leaves. */
    private void review(long wall) {
        Instant now = time == TimeSource.WALL ? Instant.ofEpochMilli(wall) : latest;
        if (now.equals(Instant.EPOCH)) {
            return; // no record has told the time yet
        }
        for (SharedResource share : shares.known()) {
            publisher.publish(shares.review(share, declared, now), now);
        }
    }

    @Override
    public void close() {
        inputs.close();
    }
}
