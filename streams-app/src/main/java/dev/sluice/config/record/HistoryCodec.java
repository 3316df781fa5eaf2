package dev.sluice.config.record;

import dev.sluice.control.message.History;
import dev.sluice.events.LearnedHistory;
import dev.sluice.forecast.Signal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
                model);
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
                .build();
    }
}
