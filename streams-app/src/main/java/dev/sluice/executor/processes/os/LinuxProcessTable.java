package dev.sluice.executor.processes.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code /proc}. A process is known by the clock ticks between the start of the machine and its own (field 22 of {@code
 * stat}) and by the machine's start: unlike a wall time, neither moves when somebody sets the clock.
 */
final class LinuxProcessTable implements ProcessTable {
    private static final int STATE = 0;
    /** Fields are counted behind the name of the program, which may hold spaces and parentheses. */
    private static final int START = 19;

    private static final String ESTABLISHED = "01";
    private static final Pattern SPACES = Pattern.compile(" +");

    private final Path proc;
    private final String boot;

    LinuxProcessTable(Path proc) {
        this.proc = proc;
        this.boot = text(proc.resolve("sys/kernel/random/boot_id"))
                .map(String::strip)
                .orElse("");
    }

    @Override
    public Optional<ProcessId> find(long pid) {
        return text(proc.resolve(pid + "/stat")).flatMap(stat -> {
            String[] fields =
                    SPACES.split(stat.substring(stat.lastIndexOf(')') + 1).strip());
            boolean ended = fields.length <= START || fields[STATE].equals("Z") || fields[STATE].equals("X");
            return ended ? Optional.empty() : Optional.of(new ProcessId(pid, fields[START] + "@" + boot));
        });
    }

    @Override
    public Map<String, Set<Long>> marked(String variable, String prefix) {
        String start = variable + "=" + prefix;
        Map<String, Set<Long>> found = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : processes) {
                text(process.resolve("environ")).stream()
                        .flatMap(environment -> Stream.of(environment.split("\0")))
                        .filter(one -> one.startsWith(start))
                        .forEach(one -> found.computeIfAbsent(one.substring(start.length()), k -> new HashSet<>())
                                .add(Long.parseLong(process.getFileName().toString())));
            }
        } catch (IOException e) {
            return Map.of();
        }
        return found;
    }

    @Override
    public boolean tellsMarks() {
        return true;
    }

    @Override
    public Map<Integer, Integer> connections() {
        Map<Integer, Integer> counts = new HashMap<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            text(proc.resolve(table)).stream().flatMap(String::lines).skip(1).forEach(line -> {
                String[] fields = SPACES.split(line.strip());
                if (fields.length > 3 && fields[3].equals(ESTABLISHED)) {
                    int colon = fields[1].lastIndexOf(':');
                    counts.merge(Integer.parseInt(fields[1].substring(colon + 1), 16), 1, Integer::sum);
                }
            });
        }
        return counts;
    }

    /** What a file holds; empty if it is not there (any more) or another user's. */
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
