package dev.sluice.config.record;

import dev.sluice.demand.Signal;
import dev.sluice.events.LearnedHistory;
import dev.sluice.events.MeasuredReplica;
import dev.sluice.events.MeasuredTime;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was measured of a replica, as the record that carries it. */
public final class ProfileCodec {
    private static final long ANY_WINDOW_MS = 5000;

    private ProfileCodec() {}

    /** Returns the profile of a record; empty if it has none. IllegalArgumentException if it cannot be one. */
    public static Optional<ReplicaProfile> fromRecord(LearnedHistory record) {
        return Optional.ofNullable(record.getProfile())
                .map(p -> new ReplicaProfile(
                        points(p.getPrompts()), points(p.getSteps()), p.getChunkTokens(), p.getSource()));
    }

    private static List<Point> points(List<MeasuredTime> times) {
        return times.stream()
                .map(time -> new Point(time.getAt(), time.getSeconds()))
                .toList();
    }

    /** Returns a profile as it stands in a record. */
    public static MeasuredReplica toRecord(ReplicaProfile profile) {
        return new MeasuredReplica(times(profile.prompts()), times(profile.steps()), profile.chunk(), profile.source());
    }

    /** Returns a record with a profile and with the history that is known already, if one is. */
    public static LearnedHistory toRecord(
            String service, ReplicaProfile profile, Optional<LearnedHistory> known, Instant at) {
        MeasuredReplica measured = toRecord(profile);
        return known.map(LearnedHistory::newBuilder)
                .orElseGet(() -> nothingLearned(service, at))
                .setLearnedAt(at)
                .setProfile(measured)
                .build();
    }

    private static LearnedHistory.Builder nothingLearned(String service, Instant at) {
        return LearnedHistory.newBuilder()
                .setService(service)
                .setSignal(SignalCodec.symbol(Signal.TOKENS))
                .setTokens(true)
                .setFrom(at)
                .setTo(at)
                .setWindowMs(ANY_WINDOW_MS)
                .setWindows(0)
                .setModel(ByteBuffer.allocate(0));
    }

    private static List<MeasuredTime> times(List<Point> points) {
        return points.stream()
                .map(point -> new MeasuredTime(point.at(), point.seconds()))
                .toList();
    }
}
