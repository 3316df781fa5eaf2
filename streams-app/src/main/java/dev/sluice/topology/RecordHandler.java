package dev.sluice.topology;

import dev.sluice.config.record.HistoryCodec;
import dev.sluice.config.record.OverrideCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.config.record.ProfileCodec;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.control.message.report.UsageReport;
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
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.topology.intake.ClaimRecords;
import dev.sluice.topology.intake.EventChecks;
import dev.sluice.topology.intake.EventReader;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.intake.RecentReports;
import dev.sluice.topology.service.Input;
import dev.sluice.topology.service.LiveService;
import dev.sluice.topology.service.ServiceKey;
import dev.sluice.topology.store.PolicyTable;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes and checks each record of a task and hands it to the loop of its service, or says why it cannot be used.
 *
 * <p>Add a kind of record here: in {@link #read} if services report it, in {@link #declared} if people declare it.
 */
final class RecordHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RecordHandler.class);

    private static final Rejection TOO_MANY = new Rejection(
            DeadLetter.Reason.TOO_MANY_SERVICES, "no policy is known for this service, and no more of these are kept");

    private static final Rejection DUPLICATE = new Rejection(
            DeadLetter.Reason.DUPLICATE, "the same report of this instance and interval has been used already");

    private final Inputs inputs;
    private final ServiceLoops loops;
    private final PolicyTable policies;
    private final TimeSource time;
    private final LongSupplier clock;
    private final ToIntFunction<String> partitions;
    private final RecentReports recent = new RecentReports();
    private int partitionsOfTopic;
    private long newestEnd = Long.MIN_VALUE;

    /**
     * A handler of one task.
     *
     * @param clock wall clock, ms
     * @param partitions how many partitions a topic has; 0 where that is not known
     */
    RecordHandler(
            Inputs inputs,
            ServiceLoops loops,
            PolicyTable policies,
            TimeSource time,
            LongSupplier clock,
            ToIntFunction<String> partitions) {
        this.inputs = inputs;
        this.loops = loops;
        this.policies = policies;
        this.time = time;
        this.clock = clock;
        this.partitions = partitions;
    }

    /** Returns the latest end of a report so far, ms. */
    long newestEnd() {
        return newestEnd;
    }

    /** Prepares for records of one topic that are handled next. */
    void prepare(List<ConsumerRecord<byte[], byte[]>> next) {
        partitionsOfTopic = partitions.applyAsInt(next.get(0).topic());
    }

    /** Hands a record to the loop of its service. Returns why it cannot be used, or {@link Rejection#NOT}. */
    Rejection handle(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return new Rejection(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        Rejection misplaced = EventChecks.partition(record, partitionsOfTopic);
        if (misplaced.isRejected()) {
            return misplaced;
        }
        try {
            Optional<RateReport> quick = inputs.quickReport(record, latest());
            return quick.isPresent() ? report(new ServiceKey(record.key()), quick.get(), record) : read(record);
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
        Rejection tooLong = Limits.tooLong(record);
        return tooLong.isRejected() ? tooLong : read(service, inputs.read(record), record);
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
        loops.take(loops.get(ServiceKey.of(service)), Input.of(record, loop -> loop.overridden(change, at, wall)));
        return Rejection.NOT;
    }

    private Rejection history(String service, LearnedHistory learned, ConsumerRecord<byte[], byte[]> record) {
        Rejection why = DeclarationChecks.of(service, learned);
        if (why.isRejected()) {
            return why;
        }
        Optional<ReplicaProfile> profile = ProfileCodec.fromRecord(learned);
        Optional<History> history = HistoryCodec.fromRecord(learned);
        Optional<String> unusable = history.flatMap(ServiceLoop::unusable);
        if (unusable.isPresent()) {
            return Rejection.impossible(unusable.get());
        }
        loops.take(loops.get(ServiceKey.of(service)), Input.of(record, loop -> {
            profile.ifPresent(loop::profile);
            return history.map(loop::history).orElse(Step.NOTHING);
        }));
        return Rejection.NOT;
    }

    private Rejection granted(String service, ResourceGrant grant, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        // a service that is gone may still get an answer to its last claim
        ClaimRecords.grant(grant)
                .ifPresent(known -> loops.find(ServiceKey.of(service))
                        .ifPresent(live -> loops.take(live, Input.of(record, loop -> loop.granted(known, wall)))));
        return Rejection.NOT;
    }

    private long latest() {
        return time == TimeSource.WALL ? EventChecks.latest(wall()) : Limits.END_OF_RECORDINGS;
    }

    private Rejection report(ServiceKey service, RateReport report, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        Input input = Input.of(record, loop -> loop.report(report, wall), report.histogramBytes());
        return once(service, report.reporter(), input, record, report.to());
    }

    private Rejection usage(String service, UsageReport report, ConsumerRecord<byte[], byte[]> record) {
        long wall = wall();
        Input input = Input.of(record, loop -> loop.usage(report, wall));
        return once(ServiceKey.of(service), report.reporter(), input, record, report.to());
    }

    /** Uses a report unless it was used already. Instances without a name may well report the same. */
    private Rejection once(
            ServiceKey service, int reporter, Input input, ConsumerRecord<byte[], byte[]> record, long to) {
        if (reporter == Reporter.UNNAMED) {
            return used(service, input, to);
        }
        long fingerprint = RecentReports.fingerprint(record.value());
        if (recent.has(fingerprint)) {
            return DUPLICATE;
        }
        Rejection why = used(service, input, to);
        if (!why.isRejected()) {
            recent.add(fingerprint);
        }
        return why;
    }

    private Rejection used(ServiceKey service, Input input, long to) {
        Optional<LiveService> reporting = loops.reporting(service);
        if (reporting.isEmpty()) {
            return TOO_MANY;
        }
        LiveService live = reporting.get();
        newestEnd = Math.max(newestEnd, to);
        return loops.take(live, input).late()
                ? new Rejection(
                        DeadLetter.Reason.LATE, "the windows up to " + Instant.ofEpochMilli(to) + " have closed")
                : Rejection.NOT;
    }

    private Rejection acknowledged(String service, ScalingAck ack, ConsumerRecord<byte[], byte[]> record) {
        Optional<LiveService> live = loops.find(ServiceKey.of(service));
        if (live.isEmpty()) {
            return new Rejection(DeadLetter.Reason.UNKNOWN_SERVICE, "nothing is known of " + service);
        }
        long wall = wall();
        EventReader.acknowledgement(ack)
                .ifPresent(known -> loops.take(live.get(), Input.of(record, loop -> loop.acknowledged(known, wall))));
        return Rejection.NOT;
    }

    private Rejection policy(String service, ScalingPolicy policy, ConsumerRecord<byte[], byte[]> record) {
        Optional<dev.sluice.policy.ScalingPolicy> next = Optional.of(PolicyCodec.fromRecord(policy));
        changePolicy(loops.get(ServiceKey.of(service)), next, record);
        policies.put(service, policy);
        loops.hasPolicy(service);
        return Rejection.NOT;
    }

    private Rejection tombstone(String service, ConsumerRecord<byte[], byte[]> record) {
        if (!inputs.arePolicies(record.topic())) {
            return new Rejection(DeadLetter.Reason.UNREADABLE, "the record has no value");
        }
        loops.find(ServiceKey.of(service)).ifPresent(live -> {
            changePolicy(live, Optional.empty(), record);
            policies.delete(service);
            ends(live, Retirement.isIn(record.headers()));
        });
        return Rejection.NOT;
    }

    /**
     * Handles the end of a policy: the service is deleted at once if it is retired, otherwise once it stops reporting.
     */
    private void ends(LiveService live, boolean retired) {
        if (retired) {
            loops.delete(live);
        } else {
            loops.awaitReports(live);
        }
    }

    /**
     * Applies a policy and writes the service before the policy is stored. Otherwise inputs from before the policy
     * could be replayed under it.
     */
    private void changePolicy(
            LiveService live, Optional<dev.sluice.policy.ScalingPolicy> policy, ConsumerRecord<byte[], byte[]> record) {
        loops.take(live, Input.of(record, loop -> loop.policy(policy)));
        live.write();
    }

    private long wall() {
        return clock.getAsLong();
    }
}
