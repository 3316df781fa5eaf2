package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.endtoend.PackagedSluice.Ended;
import dev.sluice.endtoend.PackagedSluice.Running;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sluice on topics of its own, all of it started as separate processes with one settings file. */
final class Installation {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final PackagedSluice sluice;
    private final String config;

    Installation(Cluster cluster, PackagedSluice sluice, Path directory) throws IOException {
        this.cluster = cluster;
        this.sluice = sluice;
        String name = cluster.topics().prefix();
        this.config = Files.writeString(directory.resolve(name + "properties"), """
                        bootstrap.servers=%s
                        schema.registry.url=%s
                        topic.prefix=%s
                        application.id=%sapplication
                        state.dir=%s
                        time.source=event
                        num.stream.threads=1
                        commit.interval.ms=100
                        consumer.session.timeout.ms=6000
                        """.formatted(
                                cluster.bootstrapServers(),
                                cluster.registryUrl(),
                                name,
                                name,
                                directory.resolve(name + "state")))
                .toString();
    }

    /** What was decided and commanded, each service's in order. */
    record Course(Map<String, List<String>> decisions, Map<String, List<String>> commands) {}

    Installation prepared(Path policies) throws IOException, InterruptedException {
        sluice.succeeds("topics", "create", "--partitions", "2", "--config", config);
        sluice.succeeds("policy", "apply", "-f", policies.toString(), "--config", config);
        return this;
    }

    Running run() throws IOException {
        return sluice.start("run", "--config", config);
    }

    Running execute() throws IOException {
        return sluice.start("execute", "--config", config);
    }

    Running replay(String service, Path trace, String speed) throws IOException {
        return sluice.start(("replay --close --service " + service + " --speed " + speed + " --trace " + trace
                        + " --config " + config)
                .split(" "));
    }

    Ended explain(String service) throws IOException, InterruptedException {
        return sluice.succeeds("explain", service, "--last", "1", "--config", config);
    }

    /** The decisions so far, once there are {@code atLeast}. */
    int decisions(int atLeast) {
        return cluster.committedUntil(
                        Topic.SCALING_DECISIONS, ScalingDecision.class, all -> all.size() >= atLeast, PATIENCE)
                .size();
    }

    /** Everything that was decided and commanded, once each of so many services has decided on its window up to {@code end}. */
    Course course(int services, Instant end) {
        List<ScalingDecision> decisions = cluster.committedUntil(
                Topic.SCALING_DECISIONS,
                ScalingDecision.class,
                all -> all.stream().filter(d -> end.equals(d.getWindowTo())).count() == services,
                PATIENCE);
        return new Course(
                inOrder(
                        decisions,
                        ScalingDecision::getService,
                        d -> d.getId() + " target " + d.getTarget() + ", " + d.getReason() + ", generation "
                                + d.getGeneration()),
                inOrder(commands(), ScalingCommand::getService, ScalingCommand::toString));
    }

    /** Every generation was given once and in order, and each was answered, the newest with an order to the platform. */
    void assertEveryCommandIsThereOnceAndAnswered() {
        Map<String, List<Long>> generations =
                inOrder(commands(), ScalingCommand::getService, ScalingCommand::getGeneration);
        generations.forEach((service, given) -> {
            for (int i = 0; i < given.size(); i++) {
                assertThat(given.get(i)).as(service).isEqualTo(i + 1L);
            }
            List<ScalingAck> answers = cluster.committedUntil(
                    Topic.SCALING_ACKS,
                    ScalingAck.class,
                    acks -> answered(service, acks).containsAll(given),
                    PATIENCE);
            assertThat(answers)
                    .as("the newest command of %s", service)
                    .filteredOn(ack -> service.equals(ack.getService()) && ack.getGeneration() == given.size())
                    .extracting(ScalingAck::getStatus)
                    .contains(AckStatus.APPLIED);
        });
    }

    private static List<Long> answered(String service, List<ScalingAck> acks) {
        return acks.stream()
                .filter(ack -> service.equals(ack.getService()))
                .map(ScalingAck::getGeneration)
                .toList();
    }

    private List<ScalingCommand> commands() {
        return cluster.committed(Topic.SCALING_COMMANDS, ScalingCommand.class, 1, PATIENCE);
    }

    private static <T, V> Map<String, List<V>> inOrder(
            List<T> values, Function<T, String> service, Function<T, V> what) {
        return values.stream()
                .collect(Collectors.groupingBy(
                        service, TreeMap::new, Collectors.mapping(what, Collectors.toCollection(ArrayList::new))));
    }
}
