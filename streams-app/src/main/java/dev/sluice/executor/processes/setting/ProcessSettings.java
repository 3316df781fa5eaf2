package dev.sluice.executor.processes.setting;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.processes.os.PortRange;
import dev.sluice.executor.processes.state.WorkerRecord;
import dev.sluice.executor.settings.SettingRows;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the executor's processes go by.
 *
 * @param state directory that remembers them
 * @param host address that workers listen on, as the load balancer and the health checks see it
 * @param most how many workers may run at once
 * @param logs directory of what they print
 * @param upstreams directory of the load balancer's files; empty: none are written
 * @param weights weights of a pool's workers in these files
 * @param reload command that makes the load balancer read them; empty: it notices by itself
 * @param standard how the workers of a service run that {@code services} does not name
 */
public record ProcessSettings(
        Path state,
        String host,
        PortRange ports,
        int most,
        Path logs,
        Optional<Path> upstreams,
        PerPool<Integer> weights,
        Optional<CommandTemplate> reload,
        WorkerSettings standard,
        Map<String, WorkerSettings> services) {
    public static final String STATE_DIR = "state.dir";
    static final String HOST = "host";
    static final String PORTS = "ports";
    static final String MAX_WORKERS = "max.workers";
    static final String LOGS_DIR = "logs.dir";
    static final String UPSTREAMS_DIR = "upstreams.dir";
    static final String UPSTREAMS_WEIGHTS = "upstreams.weights";
    static final String RELOAD = "reload";
    static final String SERVICES_DIR = "services.dir";

    private static final String SUFFIX = ".properties";

    public ProcessSettings {
        services = Map.copyOf(services);
    }

    public static ConfigDef define(ConfigDef definition) {
        WorkerSettings.define(definition);
        new SettingRows(definition)
                .readable(
                        SERVICES_DIR,
                        "",
                        "a directory",
                        WorkerSettings::path,
                        "Directory of files SERVICE.properties, for services that differ: command, directory,"
                                + " environment, environment.inherit, health, health.interval.ms, health.timeout.ms,"
                                + " start.timeout.ms, drain.ms, stop.timeout.ms. Read at the start.")
                .readable(
                        STATE_DIR,
                        "sluice-processes",
                        "a directory",
                        WorkerSettings::path,
                        "Directory that remembers the workers, so that they are found again after a restart. One executor"
                                + " at a time has it.")
                .text(HOST, "127.0.0.1", "Address at which workers are reached.")
                .readable(
                        PORTS,
                        "20000-20999",
                        "FIRST-LAST",
                        text -> PortRange.parse(text.toString()),
                        "Ports for workers, one for each.")
                .count(MAX_WORKERS, 200, 1, "Workers at most, of all services together. An order for more fails.")
                .readable(
                        LOGS_DIR,
                        "",
                        "a directory",
                        WorkerSettings::path,
                        "Directory of what workers print, a file for each; none: `logs` in the state directory. The files"
                                + " of the last 50 that ended are kept.")
                .readable(
                        UPSTREAMS_DIR,
                        "",
                        "a directory",
                        WorkerSettings::path,
                        "Directory of files SERVICE.nginx.conf, an nginx upstream block with the ready workers of a"
                                + " service; none: no files.")
                .readable(
                        UPSTREAMS_WEIGHTS,
                        "",
                        "POOL=weight or SERVICE/POOL=weight, …",
                        ProcessSettings::weights,
                        "Weights of a pool's workers in these files, from 1; 1 unless set.")
                .readable(
                        RELOAD,
                        "",
                        "a program and its arguments",
                        WorkerSettings::plainCommand,
                        "Command that runs after such a file has changed, for example `nginx -s reload`. A surplus worker"
                                + " is ended only after it has succeeded, or has failed for a minute.");
        return definition;
    }

    /** Reads the settings; {@link ConfigException} names the file, key and value that is wrong. */
    public static ProcessSettings from(AbstractConfig read) {
        Path state = state(read);
        WorkerSettings standard = WorkerSettings.from(read);
        Map<String, WorkerSettings> services = WorkerSettings.path(read.getString(SERVICES_DIR))
                .map(directory -> services(directory, read))
                .orElse(Map.of());
        if (standard.command().words().isEmpty() && services.isEmpty()) {
            throw new ConfigException("executor.processes.command is missing: it says how a worker is started");
        }
        return new ProcessSettings(
                state,
                read.getString(HOST),
                PortRange.parse(read.getString(PORTS)),
                read.getInt(MAX_WORKERS),
                WorkerSettings.path(read.getString(LOGS_DIR)).orElse(state.resolve("logs")),
                WorkerSettings.path(read.getString(UPSTREAMS_DIR)),
                weights(read.getString(UPSTREAMS_WEIGHTS)),
                Optional.of(WorkerSettings.plainCommand(read.getString(RELOAD)))
                        .filter(command -> !command.words().isEmpty()),
                standard,
                services);
    }

    /** The directory that remembers the workers. */
    public static Path state(AbstractConfig read) {
        return WorkerSettings.path(read.getString(STATE_DIR))
                .orElseThrow(() -> new ConfigException("executor.processes." + STATE_DIR + " is empty"));
    }

    private static Map<String, WorkerSettings> services(Path directory, AbstractConfig standard) {
        Map<String, WorkerSettings> services = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                services.put(name.substring(0, name.length() - SUFFIX.length()), service(file, standard));
            }
        } catch (IOException e) {
            throw new ConfigException("executor.processes." + SERVICES_DIR + ": cannot read " + e.getMessage());
        }
        return services;
    }

    private static WorkerSettings service(Path file, AbstractConfig standard) throws IOException {
        ConfigDef known = WorkerSettings.define(new ConfigDef());
        Map<String, Object> all = new HashMap<>();
        known.names().forEach(name -> all.put(name, standard.values().get(name)));
        Properties own = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            own.load(reader);
        }
        for (String name : own.stringPropertyNames()) {
            if (!known.names().contains(name)) {
                throw new ConfigException(file + ": " + name + " is unknown; known are " + known.names());
            }
            all.put(name, own.getProperty(name));
        }
        try {
            return WorkerSettings.from(new AbstractConfig(known, all, false));
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        }
    }

    private static PerPool<Integer> weights(Object text) {
        return PerPool.parse(text.toString(), weight -> {
            int read = Integer.parseInt(weight);
            if (read < 1) {
                throw new IllegalArgumentException("a weight is at least 1, not " + read);
            }
            return read;
        });
    }

    /** A worker as nginx names a server. */
    public String server(WorkerRecord worker) {
        return new Address(host, worker.port()) + " weight="
                + weights.of(worker.target()).orElse(1);
    }

    /** How the workers of a service run. */
    public WorkerSettings of(String service) {
        return services.getOrDefault(service, standard);
    }
}
