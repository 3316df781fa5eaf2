package dev.sluice.bench;

import dev.sluice.executor.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The worker processes of a state directory, read from {@code /proc}, and the orders in force, read now and then. */
final class WorkersFromOutside implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");

    private final Path state;
    private final Map<String, Long> generations = new HashMap<>();
    private final Thread watcher;
    private volatile boolean closed;
    private final AtomicInteger fallen = new AtomicInteger();
    private final AtomicLong looks = new AtomicLong();

    WorkersFromOutside(Path state) {
        this.state = state;
        this.watcher = new Thread(this::watch, "orders-in-force");
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        while (!closed) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
                look();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        try (DirectoryStream<Path> orders = Files.newDirectoryStream(state.resolve("orders"), "[!.]*")) {
            for (Path order : orders) {
                Properties read = new Properties();
                try (var reader = Files.newBufferedReader(order)) {
                    read.load(reader);
                }
                long now = Long.parseLong(read.getProperty("generation"));
                Long before = generations.put(order.getFileName().toString(), now);
                fallen.addAndGet(before != null && now < before ? 1 : 0);
                looks.incrementAndGet();
            }
        } catch (IOException e) {
            // not there yet
        }
    }

    /** How often an order in force was followed by an older one. */
    int fallen() {
        return fallen.get();
    }

    long looks() {
        return looks.get();
    }

    /** Processes of each target. */
    Map<Target, Integer> running() {
        Map<Target, Integer> running = new HashMap<>();
        processes()
                .forEach(environment -> running.merge(
                        new Target(
                                environment.getOrDefault("SLUICE_SERVICE", "?"),
                                environment.getOrDefault("SLUICE_POOL", "")),
                        1,
                        Integer::sum));
        return running;
    }

    int count() {
        return processes().size();
    }

    void killOne(Random random) {
        List<Map<String, String>> all = processes();
        if (!all.isEmpty()) {
            long pid = pid(all.get(random.nextInt(all.size())));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static long pid(Map<String, String> process) {
        return Long.parseLong(process.getOrDefault("pid", "0"));
    }

    private List<Map<String, String>> processes() {
        List<Map<String, String>> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                Map<String, String> environment = environment(process);
                if (environment.getOrDefault("SLUICE_PROCESS", "").startsWith(state + "#")) {
                    environment.put("pid", process.getFileName().toString());
                    found.add(environment);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Map<String, String> environment(Path process) {
        Map<String, String> environment = new HashMap<>();
        try {
            String text = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
            Stream.of(text.split("\0"))
                    .filter(one -> one.contains("="))
                    .forEach(one ->
                            environment.put(one.substring(0, one.indexOf('=')), one.substring(one.indexOf('=') + 1)));
        } catch (IOException e) {
            // it has ended meanwhile
        }
        return environment;
    }

    @Override
    public void close() {
        closed = true;
        processes().forEach(one -> ProcessHandle.of(pid(one)).ifPresent(ProcessHandle::destroyForcibly));
    }
}
