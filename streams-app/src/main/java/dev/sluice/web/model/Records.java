package dev.sluice.web.model;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.Topic;
import dev.sluice.web.model.series.RecordRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** The records that the model keeps as bytes, read again for who asks. */
public final class Records {
    private final Decoding decoding;

    /** Reads the bytes of a topic's record; empty where they cannot be read now. */
    @FunctionalInterface
    public interface Decoding {
        <T extends SpecificRecord> Optional<T> decode(Topic topic, Class<T> type, byte[] bytes);
    }

    public Records(Decoding decoding) {
        this.decoding = decoding;
    }

    /** The newest decision of a service. */
    public Optional<ScalingDecision> newestDecision(ServiceView view) {
        List<ScalingDecision> found = decisions(view, false, Long.MIN_VALUE, Long.MAX_VALUE, 1);
        return found.stream().findFirst();
    }

    /**
     * Decisions of a span of time, the newest first.
     *
     * @param changesOnly without those that held the size
     */
    public List<ScalingDecision> decisions(ServiceView view, boolean changesOnly, long from, long to, int most) {
        List<RecordRing.Kept> kept = view.decisions(changesOnly);
        List<ScalingDecision> found = new ArrayList<>();
        for (int i = kept.size() - 1; i >= 0 && found.size() < most; i--) {
            RecordRing.Kept one = kept.get(i);
            if (one.at() >= from && one.at() <= to) {
                decoding.decode(Topic.SCALING_DECISIONS, ScalingDecision.class, one.value())
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    /** Decisions that changed the size of any service, the newest first. */
    public List<ScalingDecision> latestChanges(ReadModel model, int most) {
        return model.latestChanges().newest(most).stream()
                .flatMap(change ->
                        decoding.decode(Topic.SCALING_DECISIONS, ScalingDecision.class, change.record()).stream())
                .toList();
    }

    /** Commands of a service, oldest first. */
    public List<ScalingCommand> commands(ServiceView view) {
        return all(view.commands(), Topic.SCALING_COMMANDS, ScalingCommand.class);
    }

    /** Answers to its commands, oldest first. */
    public List<ScalingAck> answers(ServiceView view) {
        return all(view.answers(), Topic.SCALING_ACKS, ScalingAck.class);
    }

    private <T extends SpecificRecord> List<T> all(List<RecordRing.Kept> kept, Topic topic, Class<T> type) {
        return kept.stream()
                .flatMap(one -> decoding.decode(topic, type, one.value()).stream())
                .toList();
    }
}
