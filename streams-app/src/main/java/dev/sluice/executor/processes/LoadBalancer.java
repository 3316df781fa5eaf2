package dev.sluice.executor.processes;

import dev.sluice.allocation.weights.NginxUpstream;
import dev.sluice.executor.processes.setting.CommandTemplate;
import dev.sluice.executor.processes.setting.ProcessSettings;
import dev.sluice.text.DurationText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the load balancer's files up to date, in a thread of its own: the newest wish counts. A file is replaced whole
 * by a rename, and only by other content. Then the reload command runs, again and again until it succeeds.
 */
final class LoadBalancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancer.class);
    private static final Duration RELOAD_WITHIN = Duration.ofSeconds(10);
    private static final long RETRY_MS = 1_000;
    /** Changes that come together are one reload. */
    private static final long GATHER_MS = 50;

    private final Optional<Path> directory;
    private final Optional<CommandTemplate> reload;
    private final Map<String, String> environment;
    private Wish wish = new Wish(0, Map.of());
    private long applied;
    private boolean closed;
    /** What an earlier executor wrote may not have been loaded. */
    private boolean toReload = true;

    private record Wish(long number, Map<String, List<String>> servers) {
        Wish {
            servers = Map.copyOf(servers);
        }
    }

    LoadBalancer(ProcessSettings settings, Map<String, String> environment) throws IOException {
        this.directory = settings.upstreams();
        this.reload = settings.reload();
        this.environment = Map.copyOf(environment);
        if (directory.isPresent()) {
            Files.createDirectories(directory.get());
        }
    }

    /** Starts its thread. */
    void start() {
        if (directory.isPresent()) {
            Thread thread = new Thread(this::work, "load-balancer");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Wants these servers, such as {@code 127.0.0.1:20001 weight=2}, for each service; returns the wish's number. */
    synchronized long want(Map<String, List<String>> servers) {
        if (!servers.equals(wish.servers())) {
            wish = new Wish(wish.number() + 1, servers);
            notifyAll();
        }
        return wish.number();
    }

    /** True if the load balancer goes by a wish of this number or a newer one. */
    synchronized boolean has(long number) {
        return directory.isEmpty() || applied >= number;
    }

    private void work() {
        try {
            for (Optional<Wish> wish = await(); wish.isPresent(); wish = await()) {
                if (brought(wish.get().servers())) {
                    done(wish.get());
                } else {
                    TimeUnit.MILLISECONDS.sleep(RETRY_MS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a wish that the load balancer does not go by yet; empty at the end. */
    private Optional<Wish> await() throws InterruptedException {
        synchronized (this) {
            while (!closed && wish.number() <= applied) {
                wait();
            }
        }
        TimeUnit.MILLISECONDS.sleep(GATHER_MS);
        synchronized (this) {
            return closed ? Optional.empty() : Optional.of(wish);
        }
    }

    private synchronized void done(Wish done) {
        applied = done.number();
    }

    private boolean brought(Map<String, List<String>> servers) {
        try {
            return bring(servers);
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("Upstreams are not written and will be again: {}", e.toString());
            return false;
        }
    }

    private boolean bring(Map<String, List<String>> servers) throws IOException {
        Path into = directory.orElseThrow();
        for (Map.Entry<String, List<String>> service : servers.entrySet()) {
            toReload |= replace(
                    into.resolve(service.getKey() + ".nginx.conf"), block(service.getKey(), service.getValue()));
        }
        toReload = toReload && reload.isPresent() && !reloaded(reload.get());
        return !toReload;
    }

    /** An upstream block. nginx refuses an empty one, so it then names a server and says that it is down. */
    static String block(String service, List<String> servers) {
        StringBuilder block = new StringBuilder("upstream " + NginxUpstream.word(service) + " {\n");
        if (servers.isEmpty()) {
            block.append("    server 127.0.0.1:9 down; # no worker is ready\n");
        }
        servers.forEach(server -> block.append("    server ").append(server).append(";\n"));
        return block.append("}\n").toString();
    }

    private static boolean replace(Path file, String content) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            return false;
        }
        Path whole = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(whole, content);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private boolean reloaded(CommandTemplate command) throws IOException {
        Path output = Files.createTempFile("sluice-reload", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command.words()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(environment.keySet());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(RELOAD_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            } else if (process.exitValue() == 0) {
                return true;
            }
            LOG.warn(
                    "Reload failed and is tried again: {}: {} {}",
                    String.join(" ", command.words()),
                    ended ? "exit status " + process.exitValue() : "no end within " + DurationText.of(RELOAD_WITHIN),
                    new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Files.deleteIfExists(output);
        }
        return false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
