package dev.sluice.config.record;

import dev.sluice.events.DrainObjective;
import dev.sluice.events.FirstTokenBound;
import dev.sluice.events.InterTokenBound;
import dev.sluice.events.LatencyObjective;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.TokensObjective;
import dev.sluice.events.UnservedObjective;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.Objective.Deadline;
import dev.sluice.sizing.Objective.Drain;
import dev.sluice.sizing.Objective.Latency;
import dev.sluice.sizing.Objective.Tokens;
import dev.sluice.sizing.Objective.Unserved;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How each kind of objective is written in records. A kind that is not among them is an error, never the default. */
public final class ObjectiveCodec {
    private static final double NANOS_PER_MS = 1e6;

    /** A deadline and tokens come first: they stand beside the default. */
    public static final List<Form<?>> ALL = List.of(
            new Form<>(
                    Deadline.class,
                    ObjectiveCodec::write,
                    record -> Optional.ofNullable(record.getDeadline()).map(Deadline::new)),
            new Form<>(
                    Tokens.class,
                    ObjectiveCodec::write,
                    record -> Optional.ofNullable(record.getTokens()).map(ObjectiveCodec::tokens)),
            new Form<>(
                    Unserved.class,
                    (unserved, record) -> record.setObjective(new UnservedObjective(unserved.share())),
                    record -> in(record, UnservedObjective.class).map(o -> new Unserved(o.getUnserved()))),
            new Form<>(
                    Drain.class,
                    (drain, record) -> record.setObjective(
                            new DrainObjective(drain.within().toMillis())),
                    record -> in(record, DrainObjective.class).map(o -> new Drain(Duration.ofMillis(o.getWithinMs())))),
            new Form<>(
                    Latency.class,
                    (latency, record) ->
                            record.setObjective(new LatencyObjective(latency.quantile(), millis(latency.below()))),
                    record -> in(record, LatencyObjective.class).map(ObjectiveCodec::latency)));

    private ObjectiveCodec() {}

    /**
     * One kind.
     *
     * @param kind its type
     * @param write writes it into a record
     * @param read the objective of a record; empty where that holds another kind
     */
    public record Form<T extends Objective>(
            Class<T> kind, BiConsumer<T, ScalingPolicy.Builder> write, Function<ScalingPolicy, Optional<T>> read) {
        private void write(Objective objective, ScalingPolicy.Builder record) {
            write.accept(kind.cast(objective), record);
        }

        private Optional<Objective> read(ScalingPolicy record) {
            return read.apply(record).map(kind::cast);
        }
    }

    /** Writes an objective into a record. */
    public static void write(Objective objective, ScalingPolicy.Builder record) {
        ALL.stream()
                .filter(form -> form.kind().isInstance(objective))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("objective of an unknown kind: " + objective))
                .write(objective, record);
    }

    /**
     * The objective of a record.
     *
     * @throws IllegalArgumentException where it is of no known kind
     */
    public static Objective read(ScalingPolicy record) {
        return ALL.stream()
                .flatMap(form -> form.read(record).stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("objective of an unknown kind: " + record.getObjective()));
    }

    /** Older readers refuse a further kind in the field of objectives: a deadline has a field of its own. */
    private static void write(Deadline deadline, ScalingPolicy.Builder record) {
        record.setDeadline(deadline.by());
        record.setObjective(new UnservedObjective(Objective.standard().share()));
    }

    /** The same holds for tokens. */
    private static void write(Tokens tokens, ScalingPolicy.Builder record) {
        FirstTokenBound first = tokens.firstToken()
                .map(f -> new FirstTokenBound(f.quantile(), millis(f.below()), f.slack()))
                .orElse(null);
        InterTokenBound inter = tokens.interToken()
                .map(i -> new InterTokenBound(i.quantile(), millis(i.below())))
                .orElse(null);
        record.setTokens(new TokensObjective(first, inter));
        record.setObjective(new UnservedObjective(Objective.standard().share()));
    }

    private static Tokens tokens(TokensObjective tokens) {
        return new Tokens(
                Optional.ofNullable(tokens.getFirstToken())
                        .map(f -> new FirstToken(f.getQuantile(), length(f.getBelowMs()), f.getSlack())),
                Optional.ofNullable(tokens.getInterToken())
                        .map(i -> new InterToken(i.getQuantile(), length(i.getBelowMs()))));
    }

    private static Latency latency(LatencyObjective latency) {
        return new Latency(latency.getQuantile(), length(latency.getBelowMs()));
    }

    private static double millis(Duration length) {
        return length.toNanos() / NANOS_PER_MS;
    }

    private static Duration length(double millis) {
        return Duration.ofNanos(Math.round(millis * NANOS_PER_MS));
    }

    private static <A> Optional<A> in(ScalingPolicy record, Class<A> kind) {
        return Optional.of(record.getObjective()).filter(kind::isInstance).map(kind::cast);
    }
}
