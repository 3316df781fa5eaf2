package dev.sluice.config.record;

import dev.sluice.control.message.history.History;
import dev.sluice.demand.Signal;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.LoadLimit;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.LatencyBound;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was learned of the past, as the record that carries it. */
public final class HistoryCodec {
    private HistoryCodec() {}

    /** Returns the history of a record; empty if it only has a profile. IllegalArgumentException if it cannot be one. */
    public static Optional<History> fromRecord(LearnedHistory record) {
        return record.getWindows() == 0 && record.getProfile() != null
                ? Optional.empty()
                : Optional.of(history(record));
    }

    private static History history(LearnedHistory record) {
        byte[] model = new byte[record.getModel().remaining()];
        record.getModel().duplicate().get(model);
        return new History(
                SignalCodec.signal(record.getSignal(), record.getTokens()),
                record.getFrom(),
                record.getTo(),
                Duration.ofMillis(record.getWindowMs()),
                record.getWindows(),
                record.getSource(),
                model,
                Optional.ofNullable(record.getReplica()).map(HistoryCodec::replica));
    }

    private static ExpectedReplica replica(dev.sluice.events.ExpectedReplica record) {
        Optional<ExpectedReplica.Limit> limit = Optional.ofNullable(record.getLimit())
                .map(l -> new ExpectedReplica.Limit(new LatencyBound(l.getQuantile(), l.getBelowMs()), l.getLoad()));
        OptionalDouble quiet =
                record.getQuietMs() == null ? OptionalDouble.empty() : OptionalDouble.of(record.getQuietMs());
        return new ExpectedReplica(record.getPerReplica(), record.getFull(), quiet, limit);
    }

    private static dev.sluice.events.ExpectedReplica record(ExpectedReplica replica) {
        return dev.sluice.events.ExpectedReplica.newBuilder()
                .setPerReplica(replica.perReplica())
                .setFull(replica.full())
                .setQuietMs(
                        replica.quietMillis().isPresent()
                                ? replica.quietMillis().getAsDouble()
                                : null)
                .setLimit(replica.limit()
                        .map(l -> new LoadLimit(l.bound().quantile(), l.bound().millis(), l.load()))
                        .orElse(null))
                .build();
    }

    /** Returns the record of a history that was learned {@code at} a time. */
    public static LearnedHistory toRecord(String service, History history, Instant at) {
        return LearnedHistory.newBuilder()
                .setService(service)
                .setSignal(SignalCodec.symbol(history.signal()))
                .setTokens(history.signal() == Signal.TOKENS)
                .setFrom(history.from())
                .setTo(history.to())
                .setWindowMs(history.window().toMillis())
                .setWindows(history.windows())
                .setSource(history.source())
                .setLearnedAt(at)
                .setModel(ByteBuffer.wrap(history.model()))
                .setReplica(history.replica().map(HistoryCodec::record).orElse(null))
                .build();
    }
}
