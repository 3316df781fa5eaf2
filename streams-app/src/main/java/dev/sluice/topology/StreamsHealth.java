package dev.sluice.topology;

import dev.sluice.topology.consumer.ReadLag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * Whether the streams application can work, and whether it does. An instance that runs without partitions, because others
 * have them all, is ready: it takes over as soon as one of them goes. One that is far behind what it reads is not.
 */
public final class StreamsHealth {
    private static final double LONGEST_SILENCE_S = 30;
    private static final double MILLI = 1e-3;

    private final KafkaStreams streams;
    private final Supplier<Optional<Throwable>> failure;
    private final ReadLag lag;

    StreamsHealth(KafkaStreams streams, Supplier<Optional<Throwable>> failure, ReadLag lag) {
        this.streams = streams;
        this.failure = failure;
        this.lag = lag;
    }

    /** Why it cannot work any more; empty where it can. */
    public List<String> notLive() {
        State state = streams.state();
        if (state != State.ERROR && state != State.PENDING_ERROR && state != State.NOT_RUNNING) {
            return List.of();
        }
        String cause = failure.get().map(error -> ": " + error).orElse("");
        return List.of("the streams application has stopped (" + state + ")" + cause);
    }

    /** Why it does not decide now; empty where it does. */
    public List<String> notReady() {
        State state = streams.state();
        if (state != State.RUNNING) {
            return List.of("the streams application is not running but " + state + ": " + meaning(state));
        }
        List<String> why = new ArrayList<>();
        double silent = sinceHeartbeat();
        if (silent < 0 || silent > LONGEST_SILENCE_S) {
            why.add("Kafka does not answer: the group's coordinator was "
                    + (silent < 0 ? "never heard" : "last heard " + Math.round(silent) + " s ago"));
        }
        lag.tooFarBehind().ifPresent(why::add);
        return why;
    }

    /** How far the reports are read behind the clock, seconds; not-a-number while that is not known. */
    public double readBehindSeconds() {
        OptionalLong age = lag.age();
        return age.isPresent() ? age.getAsLong() * MILLI : Double.NaN;
    }

    private static String meaning(State state) {
        return switch (state) {
            case CREATED -> "it was not started";
            case REBALANCING -> "partitions are being assigned or restored";
            case PENDING_SHUTDOWN, PENDING_ERROR -> "it is shutting down";
            default -> "it does not read";
        };
    }

    /** The longest time since a thread heard of the coordinator, seconds; negative where one never did. */
    private double sinceHeartbeat() {
        double[] ages = streams.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
                .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue())
                .toArray();
        double longest = ages.length == 0 ? -1 : 0;
        for (double age : ages) {
            longest = age < 0 ? -1 : longest < 0 ? longest : Math.max(longest, age);
        }
        return longest;
    }
}
