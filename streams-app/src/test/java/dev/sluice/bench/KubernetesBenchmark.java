package dev.sluice.bench;

import dev.sluice.events.AckStatus;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Commands to acknowledgements through a broker, the executor and the API server of a real cluster: at a steady rate, then
 * many services from 0 to 2 at once. Works in a namespace of its own, which it deletes.
 *
 * <pre>KubernetesBenchmark --kubeconfig FILE [--services 2000] [--rate 50] [--seconds 60] [--set NAME=VALUE]...</pre>
 */
public final class KubernetesBenchmark {
    /** Services that get commands at a steady rate. */
    private static final int STEADY = 200;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Options options;
    private final BenchCluster kafka = new BenchCluster(6, Map.of());
    private final Topics topics;
    private final String namespace = "sluice-benchmark-" + System.currentTimeMillis() % 1_000_000;
    private final Map<String, Long> generations = new HashMap<>();

    private record Options(String kubeconfig, int services, int rate, int seconds, Map<String, String> settings) {
        static Options of(String[] args) {
            Map<String, String> given = new HashMap<>();
            Map<String, String> settings = new HashMap<>();
            for (int i = 0; i + 1 < args.length; i += 2) {
                String value = args[i + 1];
                if (args[i].equals("--set")) {
                    settings.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
                } else {
                    given.put(args[i], value);
                }
            }
            return new Options(
                    given.getOrDefault("--kubeconfig", System.getenv().getOrDefault("KUBECONFIG", "")),
                    Integer.parseInt(given.getOrDefault("--services", "2000")),
                    Integer.parseInt(given.getOrDefault("--rate", "50")),
                    Integer.parseInt(given.getOrDefault("--seconds", "60")),
                    settings);
        }
    }

    private KubernetesBenchmark(Options options) throws Exception {
        this.options = options;
        this.topics = kafka.topics("kubernetes.");
    }

    public static void main(String[] args) throws Exception {
        KubernetesBenchmark benchmark = new KubernetesBenchmark(Options.of(args));
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(new File(benchmark.options.kubeconfig())))
                .build()) {
            try {
                benchmark.deployments(client);
                benchmark.run();
            } finally {
                client.namespaces().withName(benchmark.namespace).delete();
            }
        }
        System.exit(0);
    }

    /** Deployments without replicas, labelled for their services. */
    private void deployments(KubernetesClient client) throws InterruptedException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < STEADY + options.services(); i++) {
            String name = service(i);
            threads.execute(
                    () -> client.resource("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: d-NAME, namespace: NAMESPACE, labels: {sluice.dev/service: NAME}}
                    spec:
                      replicas: 0
                      selector: {matchLabels: {app: NAME}}
                      template:
                        metadata: {labels: {app: NAME}}
                        spec: {containers: [{name: server, image: server}]}
                    """.replace("NAMESPACE", namespace).replace("NAME", name))
                            .create());
        }
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the Deployments could not be created");
        }
        System.out.println(options.services() + " Deployments");
    }

    private static String service(int i) {
        return "service-" + i;
    }

    private void run() throws Exception {
        Map<String, Object> all = new HashMap<>(kafka.registry());
        all.put("bootstrap.servers", kafka.bootstrapServers());
        all.put("topic.prefix", topics.prefix());
        all.put("executor.actuator", "kubernetes");
        all.put("executor.kubernetes.kubeconfig", options.kubeconfig());
        all.put("executor.kubernetes.namespace", namespace);
        all.putAll(options.settings());
        try (CommandExecutor executor = new CommandExecutor(ExecutorSettings.from(all), Actuators.from(all));
                Producer<String, SpecificRecord> producer = kafka.producer(0);
                KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, kafka.partitions())
                    .mapToObj(p -> new TopicPartition(topics.name(Topic.SCALING_ACKS), p))
                    .toList());
            Thread working = new Thread(executor, "executor");
            working.setDaemon(true);
            working.start();
            Acks acks = new Acks(consumer, topics.name(Topic.SCALING_ACKS));

            send(producer, 0, 1);
            acks.await(1);
            acks.clear();
            System.out.println(atARate(producer, acks));
            acks.clear();
            System.out.println(allAtOnce(producer, acks));
        }
    }

    private String allAtOnce(Producer<String, SpecificRecord> producer, Acks acks) {
        long start = System.nanoTime();
        for (int i = 0; i < options.services(); i++) {
            send(producer, STEADY + i, 2);
        }
        producer.flush();
        double sent = seconds(start);
        acks.await(options.services());
        return "at once: %d services from 0 to 2: commands sent after %.1f s, last acknowledgement after %.1f s; %s"
                .formatted(options.services(), sent, seconds(start), acks);
    }

    private String atARate(Producer<String, SpecificRecord> producer, Acks acks) {
        int count = options.rate() * options.seconds();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + TimeUnit.SECONDS.toNanos(i) / options.rate();
            while (System.nanoTime() < due) {
                acks.poll(Duration.ofMillis(1));
            }
            send(producer, i % STEADY, 1 + i / STEADY % 2);
        }
        acks.await(count);
        return "at a rate: %d commands, %d per second: %s".formatted(count, options.rate(), acks);
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private void send(Producer<String, SpecificRecord> producer, int i, int replicas) {
        long generation = generations.merge(service(i), 1L, Long::sum);
        Instant now = Instant.now();
        kafka.send(
                producer,
                topics.name(Topic.SCALING_COMMANDS),
                service(i),
                ScalingCommand.newBuilder()
                        .setService(service(i))
                        .setPool("")
                        .setReplicas(replicas)
                        .setPrevious(0)
                        .setGeneration(generation)
                        .setReason(Reason.FORECAST)
                        .setDecisionId(service(i) + "-" + generation)
                        .setIssuedAt(now)
                        .setValidUntil(now.plus(PATIENCE))
                        .build());
    }

    /** First acknowledgements as they come in: how many of which status, and how long after the command. */
    private static final class Acks {
        private final KafkaConsumer<String, byte[]> consumer;
        private final String topic;
        private final Deserializer<ScalingAck> reader = AvroSerde.of(
                        ScalingAck.class, Map.of("schema.registry.url", "mock://benchmark"))
                .deserializer();
        private final Map<AckStatus, Integer> counts = new TreeMap<>();
        private final List<Long> millis = new ArrayList<>();

        Acks(KafkaConsumer<String, byte[]> consumer, String topic) {
            this.consumer = consumer;
            this.topic = topic;
        }

        void poll(Duration most) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(most)) {
                ScalingAck ack = reader.deserialize(topic, record.value());
                if (ack.getStatus() != AckStatus.READY) {
                    counts.merge(ack.getStatus(), 1, Integer::sum);
                    millis.add(
                            Duration.between(ack.getIssuedAt(), Instant.now()).toMillis());
                }
            }
        }

        void await(int count) {
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (millis.size() < count && System.nanoTime() < until) {
                poll(Duration.ofMillis(50));
            }
        }

        void clear() {
            counts.clear();
            millis.clear();
        }

        @Override
        public String toString() {
            List<Long> sorted = millis.stream().sorted().toList();
            return counts
                    + ", command to acknowledgement: median %d ms, p99 %d ms, longest %d ms"
                            .formatted(at(sorted, .5), at(sorted, .99), at(sorted, 1));
        }

        private static long at(List<Long> sorted, double quantile) {
            return sorted.isEmpty() ? -1 : sorted.get((int) Math.ceil(quantile * (sorted.size() - 1)));
        }
    }
}
