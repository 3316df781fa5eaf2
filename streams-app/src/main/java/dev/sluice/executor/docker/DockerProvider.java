package dev.sluice.executor.docker;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.settings.SettingRows;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The actuator {@code docker}. */
public final class DockerProvider implements ActuatorProvider {
    private static final String HOST = "host";
    private static final String IMAGE = "image";
    private static final String NETWORK = "network";
    private static final String ENV = "env";
    private static final String LABELS = "labels";
    private static final String PORT = "port";
    private static final String DRAIN_MS = "drain.ms";
    /** Beyond the time for draining, how long the engine may take to answer. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public void define(ConfigDef settings) {
        new SettingRows(settings)
                .readable(
                        HOST,
                        "unix:///var/run/docker.sock",
                        "unix:///path or tcp://host:port",
                        DockerProvider::host,
                        "Docker engine.")
                .text(
                        IMAGE,
                        "",
                        "Image of replicas whose service has no container labelled sluice.dev/template=true; {service} and"
                                + " {pool} are replaced. None: each service needs such a container.")
                .text(NETWORK, "", "Network of replicas of that image, where they are found by the service's name.")
                .list(
                        LABELS,
                        "",
                        "a list of NAME=value",
                        DockerProvider::pairs,
                        "Further labels of replicas of that image.")
                .port(PORT, "Port at which replicas take traffic; 0: the lowest that they expose.")
                .whole(
                        DRAIN_MS,
                        30_000L,
                        "How long a container that is stopped may finish its requests, milliseconds; then it is killed.");
        settings.define(
                ENV,
                ConfigDef.Type.PASSWORD,
                "",
                Importance.MEDIUM,
                "Environment of replicas of that image: NAME=value, separated by commas.");
    }

    private static URI host(Object text) {
        URI uri = URI.create(text.toString());
        boolean unix = "unix".equals(uri.getScheme()) && !uri.getPath().isEmpty();
        boolean tcp = "tcp".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0;
        if (!unix && !tcp) {
            throw new IllegalArgumentException("is neither unix:///path nor tcp://host:port");
        }
        return uri;
    }

    private static Map<String, String> pairs(Object list) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Object one : (List<?>) list) {
            String text = one.toString();
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + text + "' is not NAME=value");
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }

    @Override
    public Actuator create(AbstractConfig settings) {
        Duration drain = Duration.ofMillis(settings.getLong(DRAIN_MS));
        DockerEngine engine = new DockerEngine(host(settings.getString(HOST)), drain.plus(ANSWER_WITHIN));
        return new DockerActuator(
                engine,
                new Templates(engine, described(settings)),
                new Drains(engine, drain),
                port(settings).stream().mapToInt(i -> i).findFirst());
    }

    private static Optional<Template.Described> described(AbstractConfig settings) {
        List<String> env = Stream.of(settings.getPassword(ENV).value().split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
        return Optional.of(settings.getString(IMAGE))
                .filter(image -> !image.isEmpty())
                .map(image -> new Template.Described(
                        image, settings.getString(NETWORK), env, pairs(settings.getList(LABELS)), port(settings)));
    }

    private static List<Integer> port(AbstractConfig settings) {
        int port = settings.getInt(PORT);
        return port > 0 ? List.of(port) : List.of();
    }
}
