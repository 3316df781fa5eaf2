package dev.sluice.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One Kafka broker with its KRaft controller in this process, on loopback, whose data is gone when it is closed. */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;
    private static final String HOST = "127.0.0.1";
    private static final String CONTROLLER = "CONTROLLER";

    private static final Random RANDOM = new SecureRandom();
    private static final int LOWEST_PORT = 20_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int TRIES = 20;

    private final Path data;
    private final int port;
    private final Properties properties;
    private KafkaRaftServer server;

    private EmbeddedBroker(Path data, int port, Properties properties) {
        this.data = data;
        this.port = port;
        this.properties = properties;
        this.server = running(properties);
    }

    private static KafkaRaftServer running(Properties properties) {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        return server;
    }

    /** A running broker on a free port. */
    public static EmbeddedBroker start() {
        return start(0);
    }

    /**
     * A running broker.
     *
     * @param port to listen on, or 0 for a free one
     * @throws UncheckedIOException where the port is in use
     */
    public static EmbeddedBroker start(int port) {
        return start(port, Map.of());
    }

    /** A running broker with further listeners. */
    static EmbeddedBroker start(int port, Map<String, String> further) {
        Path data = temporary();
        try {
            int clients = reserve(port);
            Properties properties = properties(data, clients, reserve(0));
            further.forEach((key, value) -> properties.merge(key, value, (own, more) -> own + "," + more));
            format(data);
            return new EmbeddedBroker(data, clients, properties);
        } catch (RuntimeException e) {
            delete(data);
            throw e;
        }
    }

    /** Where its data is until it is closed. */
    Path data() {
        return data;
    }

    /** What clients connect to. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Stops, keeps its data and port, and starts again when the task is done. */
    public void awayFor(Runnable task) {
        stop();
        try {
            task.run();
        } finally {
            server = running(properties);
        }
    }

    private void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    @Override
    public void close() {
        stop();
        delete(data);
    }

    private static Properties properties(Path data, int clients, int controller) {
        Properties p = new Properties();
        p.setProperty("process.roles", "broker,controller");
        p.setProperty("node.id", Integer.toString(NODE));
        p.setProperty("controller.quorum.voters", NODE + "@" + HOST + ":" + controller);
        p.setProperty("controller.listener.names", CONTROLLER);
        p.setProperty("inter.broker.listener.name", "PLAINTEXT");
        p.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        p.setProperty(
                "listeners",
                "PLAINTEXT://" + HOST + ":" + clients + "," + CONTROLLER + "://" + HOST + ":" + controller);
        p.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + clients);
        p.setProperty("log.dirs", data.toString());
        alone(p);
        quick(p);
        return p;
    }

    /** One broker holds the only replica of everything. */
    private static void alone(Properties p) {
        p.setProperty("default.replication.factor", "1");
        p.setProperty("offsets.topic.replication.factor", "1");
        p.setProperty("offsets.topic.num.partitions", "4");
        p.setProperty("transaction.state.log.replication.factor", "1");
        p.setProperty("transaction.state.log.min.isr", "1");
        p.setProperty("transaction.state.log.num.partitions", "4");
        p.setProperty("share.coordinator.state.topic.replication.factor", "1");
        p.setProperty("share.coordinator.state.topic.min.isr", "1");
    }

    /** Short waits where a cluster of machines would need long ones, and small buffers. */
    private static void quick(Properties p) {
        p.setProperty("group.initial.rebalance.delay.ms", "0");
        p.setProperty("controller.quorum.election.timeout.ms", "100");
        p.setProperty("controller.quorum.fetch.timeout.ms", "1000");
        p.setProperty("broker.heartbeat.interval.ms", "500");
        // on a busy machine the only broker must not be taken for dead
        p.setProperty("broker.session.timeout.ms", "120000");
        p.setProperty("initial.broker.registration.timeout.ms", "20000");
        p.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        p.setProperty("log.initial.task.delay.ms", "1000");
        p.setProperty("auto.create.topics.enable", "false");
        p.setProperty("num.network.threads", "2");
        p.setProperty("num.io.threads", "2");
    }

    private static void format(Path data) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(out)
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .setControllerListenerName(CONTROLLER)
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "cannot prepare " + data + " for a broker: " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    /** The port that is asked for, or for 0 a free one. It is not in use. */
    static int reserve(int port) {
        return port == 0 ? free() : unused(port);
    }

    /**
     * One below those that systems give to whoever asks for any: the broker keeps it while it is away, and nobody gets it
     * before the broker listens.
     */
    private static int free() {
        for (int i = 1; i < TRIES; i++) {
            try {
                return unused(RANDOM.nextInt(LOWEST_PORT, HIGHEST_PORT + 1));
            } catch (UncheckedIOException e) {
                // another is tried
            }
        }
        return unused(0);
    }

    private static int unused(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " on " + HOST + " is in use", e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("sluice-broker-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for a broker", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
