package dev.sluice.config;

import dev.sluice.config.text.Durations;
import dev.sluice.executor.ActuatorProvider;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/** The settings of Sluice's own, and those of Kafka's that it gives another default: names, types, defaults, meanings. */
final class SettingNames {
    static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    static final String APPLICATION_ID = "application.id";
    static final String USUAL_APPLICATION_ID = "sluice";
    static final String STATE_DIR = "state.dir";
    static final String PROCESSING_GUARANTEE = "processing.guarantee";
    static final String STREAM_THREADS = "num.stream.threads";
    static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
    static final String BROKER_TIMEOUT = "broker.timeout";
    static final String VALUE_SERDE = "value.serde";
    static final String WINDOW = "window";
    static final String GRACE = "grace";
    static final String TIME_SOURCE = "time.source";
    static final String COMMAND_VALIDITY = "command.validity";
    static final String CLOUD_EVENTS = "cloudevents";
    static final String SERVICES_IN_MEMORY = "services.in.memory";
    static final String SERVICES_WITHOUT_POLICY = "services.without.policy";
    static final String LOG_LEVEL = "log.level";
    static final String INGEST_MAPPING = "ingest.mapping";
    static final String INGEST_OTLP_TOPICS = "ingest.otlp.topics";
    static final String INGEST_ANONYMOUS = "ingest.anonymous";
    static final String HTTP_PORT = "http.port";
    static final int HTTP_SPARE_PORTS = 20;
    static final String HTTP_HOST = "http.host";
    static final String HTTP_TOKEN = "http.token";
    static final String HTTP_TOKEN_FILE = "http.token.file";
    static final String HTTP_HISTORY = "http.history";
    static final String HTTP_READY_WINDOWS = "http.ready.windows";

    private static final String CLUSTER = "Cluster and registry";
    private static final String DEMAND = "Demand and decisions";
    private static final String STREAMS = "Streams application";
    private static final String EXECUTOR = "Executor";
    private static final String HTTP = "HTTP";
    private static final String INGEST = "Ingest";
    private static final String CONTROLLER = "Custom resources";

    private static final Pattern BROKER =
            Pattern.compile("([A-Za-z0-9_]+://)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})");

    static final ConfigDef ALL = all();

    /** Names of the groups in which the reference shows the settings. */
    static final List<String> GROUPS = List.of(CLUSTER, DEMAND, STREAMS, EXECUTOR, HTTP, INGEST, CONTROLLER);

    private SettingNames() {}

    private static ConfigDef all() {
        ConfigDef all = new ConfigDef();
        cluster(new Group(all, CLUSTER));
        demand(new Group(all, DEMAND));
        streams(new Group(all, STREAMS));
        executor(new Group(all, EXECUTOR));
        http(new Group(all, HTTP));
        ingest(new Group(all, INGEST));
        Group controller = new Group(all, CONTROLLER);
        ControllerSettings.define(new ConfigDef()).configKeys().values().forEach(controller::add);
        return all;
    }

    private static void cluster(Group g) {
        g.add(
                BOOTSTRAP_SERVERS,
                required(checked(SettingNames::addresses, "host:port,…")),
                "Bootstrap brokers (host:port list).");
        g.add(
                Topics.PREFIX_SETTING,
                text("", checked(Topics::new, "letters, digits, dots, underscores and hyphens")),
                "Prefix of every topic name.");
        g.add(
                RegistrySettings.URL,
                required(checked(SettingNames::registry, "http(s) addresses or mock://scope")),
                "Schema registry: the address of anything that speaks Confluent's REST API. Several addresses are separated by"
                        + " commas and tried in turn. mock://scope is a registry in this process's memory.");
        registryAccess(g);
        g.add(
                VALUE_SERDE,
                text(AvroSerde.class.getName(), new ConfigDef.NonEmptyString()),
                "Class of the serde for values. A build with the profile confluent also has"
                        + " io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde.");
        g.add(
                BROKER_TIMEOUT,
                length("10s", Duration.ofMillis(1)),
                "How long a command waits for the brokers before it gives up.");
        g.add(
                LOG_LEVEL,
                oneOf("warn", "trace", "debug", "info", "error"),
                "Least severe level that is logged. The log goes to standard error.");
    }

    private static void registryAccess(Group g) {
        g.add(
                RegistrySettings.CREDENTIALS_SOURCE,
                oneOf("URL", "USER_INFO"),
                "Source of the user and password for the registry: its address, or " + RegistrySettings.USER_INFO
                        + ".");
        g.add(
                RegistrySettings.USER_INFO,
                new Kind(ConfigDef.Type.PASSWORD, "", checked(any -> {}, "")),
                "User and password for the registry, as user:password.");
        g.add(
                RegistrySettings.CONNECT_TIMEOUT_MS,
                whole(ConfigDef.Type.LONG, 5_000L, 1),
                "Connection timeout of the registry, milliseconds.");
        g.add(
                RegistrySettings.READ_TIMEOUT_MS,
                whole(ConfigDef.Type.LONG, 10_000L, 1),
                "Read timeout of the registry, milliseconds.");
        g.add(
                RegistrySettings.MAX_RETRIES,
                whole(ConfigDef.Type.INT, 8, 0),
                "Retries if the registry does not answer.");
        g.add(
                RegistrySettings.RETRY_WAIT_MS,
                whole(ConfigDef.Type.LONG, 100L, 0),
                "Wait before the first retry, milliseconds. It doubles each time.");
        g.add(
                RegistrySettings.RETRY_MAX_WAIT_MS,
                whole(ConfigDef.Type.LONG, 10_000L, 0),
                "Longest wait before a retry, milliseconds.");
    }

    private static void demand(Group g) {
        g.add(
                WINDOW,
                length("10s", Duration.ofSeconds(1)),
                "Length of a demand window if the policy does not set one.");
        g.add(
                GRACE,
                length("5s", Duration.ZERO),
                "How long after its end a window waits for reports that are still on the way.");
        g.add(
                TIME_SOURCE,
                oneOf("wall", "event"),
                "Source of “now”: the wall clock, or the times in the records. With event, recorded demand can be replayed at"
                        + " any speed and gives the same decisions.");
        g.add(
                COMMAND_VALIDITY,
                length("5m", Duration.ofSeconds(1)),
                "How long a command stays valid after it was issued.");
        g.add(
                CLOUD_EVENTS,
                oneOf("commands", "none", "all"),
                "Which records also carry the headers of a CloudEvent (docs/clients.md): commands, none, or all: commands and"
                        + " decisions. The headers of a record are about 150 bytes.");
    }

    private static void streams(Group g) {
        g.add(
                APPLICATION_ID,
                text(USUAL_APPLICATION_ID, new ConfigDef.NonEmptyString()),
                "Name of the streams application: its consumer group, and the prefix of its internal topics. Default: sluice"
                        + " after the topic.prefix, so that two installations with different prefixes share nothing."
                        + " A value that you set is used unchanged.");
        g.add(
                STATE_DIR,
                text("sluice-state", new ConfigDef.NonEmptyString()),
                "Directory of the local copies of state. If they are lost, Kafka restores them.");
        g.add(
                PROCESSING_GUARANTEE,
                oneOf("exactly_once_v2", "at_least_once"),
                "Guarantee after a failure: exactly_once_v2 loses and repeats no decision; at_least_once may repeat some, and"
                        + " costs less.");
        g.add(
                STREAM_THREADS,
                whole(ConfigDef.Type.INT, 2, 1),
                "Stream threads. Use one per core; more than one per partition has no effect.");
        g.add(
                COMMIT_INTERVAL_MS,
                whole(ConfigDef.Type.LONG, 1000L, 0),
                "Commit interval, milliseconds. A command is committed earlier. After a failure, at most this much work is"
                        + " repeated.");
        g.add(
                SERVICES_IN_MEMORY,
                whole(ConfigDef.Type.INT, 0, 0),
                "Services whose state an instance keeps on the heap, about 33 kB each. The state of other services is read from"
                        + " its store when they report. 0: as many as fit into half of the heap.");
        g.add(
                SERVICES_WITHOUT_POLICY,
                whole(ConfigDef.Type.INT, 10_000, 1),
                "How many services without a policy are kept. Each is forgotten after a day without reports. Reports of further"
                        + " ones go to dead-letters.");
    }

    private static void executor(Group g) {
        ExecutorSettings.define(new ConfigDef()).configKeys().values().forEach(g::add);
        Actuators.builtIn().forEach(provider -> actuator(g, provider));
    }

    private static void http(Group g) {
        g.add(
                HTTP_PORT,
                new Kind(ConfigDef.Type.INT, 8080, Range.between(0, 65_535)),
                "Port of the web page, the HTTP API, /metrics and /health; if it is not set and 8080 is taken, the next free"
                        + " one. 0: no HTTP server.");
        g.add(
                HTTP_HOST,
                text("0.0.0.0", new ConfigDef.NonEmptyString()),
                "Address that it listens on. 0.0.0.0: all; 127.0.0.1: this machine only.");
        g.add(
                HTTP_TOKEN,
                new Kind(ConfigDef.Type.PASSWORD, "", checked(any -> {}, "")),
                "Token of requests that change something: Authorization: Bearer TOKEN. Without a token the API is read-only.");
        g.add(
                HTTP_TOKEN_FILE,
                text("", checked(any -> {}, "")),
                "File that holds the token, instead of " + HTTP_TOKEN + ".");
        g.add(
                HTTP_HISTORY,
                length("6h", Duration.ofMinutes(1)),
                "How much of the past the web page and the API show. With many services they show less: what they keep"
                        + " in memory is bounded.");
        g.add(
                HTTP_READY_WINDOWS,
                whole(ConfigDef.Type.INT, 6, 0),
                "How many windows late run may read reports and still be ready. It is ready again within half of that. 0: it"
                        + " is ready however late.");
    }

    private static void ingest(Group g) {
        g.add(
                INGEST_MAPPING,
                text("", checked(any -> {}, "")),
                "YAML file that says which metrics tell what of which service, before the built-in mapping:"
                        + " docs/ingest.md.");
        g.add(
                INGEST_ANONYMOUS,
                oneOf("false", "true"),
                "Whether ingest takes reports over HTTP from everybody who reaches its port. If not, senders bring the token of "
                        + HTTP_TOKEN + "; where none is set, only programs on the same machine may report.");
        g.add(
                INGEST_OTLP_TOPICS,
                new Kind(ConfigDef.Type.LIST, "otlp_metrics", checked(any -> {}, "NAME, …")),
                "Topics that OpenTelemetry collectors write metrics to, as protobuf or JSON; the prefix is not added. They need"
                        + " not exist yet. none: no topic.");
    }

    /** The settings of an actuator, behind its prefix. */
    private static void actuator(Group g, ActuatorProvider provider) {
        Actuators.definition(provider).configKeys().values().forEach(key -> g.add(provider.prefix(), key));
    }

    /** All settings, with those of the actuators on the class path and of the one chosen by its class. */
    static ConfigDef with(Optional<ActuatorProvider> chosen) {
        ConfigDef all = new ConfigDef(ALL);
        Group g = new Group(all, EXECUTOR);
        Set<String> known = new HashSet<>();
        Actuators.builtIn().forEach(provider -> known.add(provider.name()));
        Stream.concat(Actuators.providers().stream(), chosen.stream())
                .filter(provider -> known.add(provider.name()))
                .forEach(provider -> actuator(g, provider));
        return all;
    }

    private static Kind required(Validator validator) {
        return new Kind(ConfigDef.Type.STRING, ConfigDef.NO_DEFAULT_VALUE, validator);
    }

    private static Kind text(String standard, Validator validator) {
        return new Kind(ConfigDef.Type.STRING, standard, validator);
    }

    /** One of these words, the first where nothing is said. */
    private static Kind oneOf(String first, String... others) {
        String[] all = Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
        return new Kind(ConfigDef.Type.STRING, first, ValidString.in(all));
    }

    private static Kind whole(ConfigDef.Type type, Number standard, long least) {
        return new Kind(type, standard, Range.atLeast(least));
    }

    /** A length of time of at least this. */
    private static Kind length(String standard, Duration least) {
        Validator validator = checked(
                text -> {
                    if (Durations.parseOrMillis(text).compareTo(least) < 0) {
                        throw new IllegalArgumentException("must be at least " + Durations.text(least));
                    }
                },
                "a length of time, at least " + Durations.text(least));
        return text(standard, validator);
    }

    private static void registry(String url) {
        RegistrySettings.from(Map.of(RegistrySettings.URL, url));
    }

    private static void addresses(String list) {
        for (String address : list.split(",")) {
            Matcher broker = BROKER.matcher(address.strip());
            if (!broker.matches()) {
                throw new IllegalArgumentException("is not a list of host:port, without a scheme or a path");
            }
            if (Integer.parseInt(broker.group(3)) > 65_535) {
                throw new IllegalArgumentException("has a port above 65535");
            }
        }
    }

    private static Validator checked(Consumer<String> check, String says) {
        return new Validator() {
            @Override
            public void ensureValid(String name, Object value) {
                try {
                    check.accept(value.toString());
                } catch (IllegalArgumentException e) {
                    throw new ConfigException(name, value, e.getMessage());
                }
            }

            @Override
            public String toString() {
                return says;
            }
        };
    }

    /** Settings that the reference shows together, in the order in which they were added. */
    private static final class Group {
        private final ConfigDef all;
        private final String name;
        private int order;

        Group(ConfigDef all, String name) {
            this.all = all;
            this.name = name;
        }

        /** A setting that is defined elsewhere. */
        void add(ConfigDef.ConfigKey key) {
            add("", key);
        }

        /** A setting that is defined elsewhere, under its name behind a prefix. */
        void add(String prefix, ConfigDef.ConfigKey key) {
            Validator validator = key.validator == null ? checked(any -> {}, "") : key.validator;
            add(prefix + key.name, new Kind(key.type, key.defaultValue, validator), key.documentation);
        }

        void add(String key, Kind kind, String meaning) {
            boolean required = kind.otherwise() == ConfigDef.NO_DEFAULT_VALUE;
            Importance importance = required ? Importance.HIGH : Importance.MEDIUM;
            all.define(
                    key,
                    kind.type(),
                    kind.otherwise(),
                    kind.validator(),
                    importance,
                    meaning,
                    name,
                    order++,
                    Width.NONE,
                    key);
        }
    }

    /** What a setting may be set to, and what it is where nothing is said. */
    private record Kind(ConfigDef.Type type, Object otherwise, Validator validator) {}
}
