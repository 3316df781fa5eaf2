package dev.sluice.executor.processes.setting;

import dev.sluice.executor.settings.SettingRows;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How the workers of a service run.
 *
 * @param directory where they run; empty: where the executor does
 * @param environment variables that they get besides {@code inherited} ones
 * @param inherited names of variables that they get from the executor, if it has them
 * @param startWithin how long a worker may take to become ready, or to become ready again
 * @param drain how long a worker serves what it has, once it gets nothing new
 * @param stop how long a worker may take to end when told to; then it is killed
 */
public record WorkerSettings(
        CommandTemplate command,
        Optional<Path> directory,
        Map<String, String> environment,
        List<String> inherited,
        HealthCheck health,
        Duration healthInterval,
        Duration healthTimeout,
        Duration startWithin,
        Duration drain,
        Duration stop) {
    static final String COMMAND = "command";
    static final String DIRECTORY = "directory";
    static final String ENVIRONMENT = "environment";
    static final String INHERIT = "environment.inherit";
    static final String HEALTH = "health";
    static final String HEALTH_INTERVAL_MS = "health.interval.ms";
    static final String HEALTH_TIMEOUT_MS = "health.timeout.ms";
    static final String START_TIMEOUT_MS = "start.timeout.ms";
    static final String DRAIN_MS = "drain.ms";
    static final String STOP_TIMEOUT_MS = "stop.timeout.ms";

    private static final List<String> PLACEHOLDERS = List.of("service", "pool", "port", "instance");

    public WorkerSettings {
        environment = Map.copyOf(environment);
        inherited = List.copyOf(inherited);
    }

    static ConfigDef define(ConfigDef definition) {
        new SettingRows(definition)
                .readable(
                        COMMAND,
                        "",
                        "a program and its arguments",
                        WorkerSettings::command,
                        "Command that runs a worker in the foreground. {service}, {pool}, {port} and {instance} are"
                                + " replaced. No shell reads it; quotes keep spaces. A worker listens on {port}, which is"
                                + " also in its variable PORT.")
                .readable(
                        DIRECTORY,
                        "",
                        "a directory",
                        WorkerSettings::path,
                        "Directory that workers run in; none: that of the executor.")
                .readable(
                        ENVIRONMENT,
                        "",
                        "NAME=value NAME='a value' …",
                        WorkerSettings::environment,
                        "Variables of the workers' environment.")
                .list(
                        INHERIT,
                        "PATH,HOME,USER,LANG,LC_ALL,TZ,TMPDIR,JAVA_HOME",
                        "a list of names",
                        names -> {},
                        "Variables that workers get from the executor's environment. They get no others, so its"
                                + " credentials stay with it.")
                .readable(
                        HEALTH,
                        "tcp",
                        "`none`, `tcp`, `http:/path`",
                        text -> HealthCheck.parse(text.toString()),
                        "How a worker shows that it is ready: it runs, accepts a connection, or answers GET of the path"
                                + " with a status from 200 to 399.")
                .count(HEALTH_INTERVAL_MS, 1_000, 1, "Time between two checks of a ready worker, milliseconds.")
                .count(HEALTH_TIMEOUT_MS, 1_000, 1, "How long a check may take, milliseconds.")
                .count(
                        START_TIMEOUT_MS,
                        300_000,
                        1,
                        "A worker that is not ready for this long is ended and started again, milliseconds.")
                .count(
                        DRAIN_MS,
                        5_000,
                        0,
                        "How long a surplus worker goes on with what it has before SIGTERM, milliseconds. It counts from"
                                + " when the load balancer no longer names it.")
                .count(
                        STOP_TIMEOUT_MS,
                        10_000,
                        0,
                        "How long a worker may take to end after SIGTERM before it gets SIGKILL, milliseconds.");
        return definition;
    }

    static WorkerSettings from(AbstractConfig read) {
        return new WorkerSettings(
                command(read.getString(COMMAND)),
                path(read.getString(DIRECTORY)),
                environment(read.getString(ENVIRONMENT)),
                read.getList(INHERIT),
                HealthCheck.parse(read.getString(HEALTH)),
                millis(read, HEALTH_INTERVAL_MS),
                millis(read, HEALTH_TIMEOUT_MS),
                millis(read, START_TIMEOUT_MS),
                millis(read, DRAIN_MS),
                millis(read, STOP_TIMEOUT_MS));
    }

    static Duration millis(AbstractConfig read, String name) {
        return Duration.ofMillis(read.getInt(name));
    }

    private static CommandTemplate command(Object text) {
        return CommandTemplate.parse(text.toString(), PLACEHOLDERS);
    }

    /** A command without placeholders. */
    static CommandTemplate plainCommand(Object text) {
        return CommandTemplate.parse(text.toString(), List.of());
    }

    /** A path; empty if the text is. */
    static Optional<Path> path(Object text) {
        try {
            return Optional.of(text.toString()).filter(path -> !path.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Map<String, String> environment(Object text) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String word : CommandTemplate.split(text.toString())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + word + "' is not NAME=value");
            }
            environment.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return environment;
    }
}
