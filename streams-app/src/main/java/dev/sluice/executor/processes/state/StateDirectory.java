package dev.sluice.executor.processes.state;

import dev.sluice.executor.Target;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outlives the executor: a file for each worker and a file for each target's newest order. A file is replaced whole
 * by a rename. It is not forced to the disk: it must outlive a process, and a machine that stops ends the workers too.
 *
 * <p>One executor has the directory, by a lock that ends with its process.
 */
public final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);
    /** Directories that executors of this process have: a lock of the system is one for a whole process. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path workers;
    private final Path orders;
    private final Path root;
    private final FileChannel channel;

    /**
     * Opens the directory, and creates it if it is missing.
     *
     * @throws IOException if it cannot be written, or if another executor has it
     */
    public StateDirectory(Path directory) throws IOException {
        this.workers = Files.createDirectories(directory.resolve("workers"));
        this.orders = Files.createDirectories(directory.resolve("orders"));
        this.root = directory.toRealPath();
        if (!HELD.add(root)) {
            throw inUse();
        }
        this.channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            close();
            throw inUse();
        }
    }

    private IOException inUse() {
        return new IOException(root + " is in use by another executor; each needs a state directory of its own");
    }

    /** A name for a directory that it keeps: random, and written into it at the first question. */
    public static String id(Path directory) throws IOException {
        Path file = Files.createDirectories(directory).resolve("id");
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return Files.readString(file).strip();
    }

    /** Its path without links: a name for it that no other has. */
    public Path root() {
        return root;
    }

    public List<WorkerRecord> workers() throws IOException {
        return all(workers, WorkerRecord::of);
    }

    public List<OrderRecord> orders() throws IOException {
        return all(orders, OrderRecord::of);
    }

    public void write(WorkerRecord worker) throws IOException {
        replace(workers.resolve(worker.instance()), worker.toProperties());
    }

    public void write(OrderRecord order) throws IOException {
        replace(orders.resolve(name(order.target())), order.toProperties());
    }

    public void delete(WorkerRecord worker) throws IOException {
        Files.deleteIfExists(workers.resolve(worker.instance()));
    }

    /** The name of a target's file: no service's or pool's name has an {@code @}. */
    private static String name(Target target) {
        return target.service() + "@" + target.pool();
    }

    private static void replace(Path file, Properties content) throws IOException {
        StringWriter text = new StringWriter();
        content.store(text, null);
        Path whole = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.writeString(whole, text.toString());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All records of a directory. One that cannot be read is named in the log and left where it is. */
    private static <T> List<T> all(Path directory, Function<Properties, T> read) throws IOException {
        List<T> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, f -> !isHidden(f))) {
            for (Path file : files) {
                Properties written = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    written.load(reader);
                    found.add(read.apply(written));
                } catch (IllegalArgumentException | IOException e) {
                    LOG.error("{} is passed over, it holds no record: {}", file, e.toString());
                }
            }
        }
        return found;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    /** What a record says; {@link IllegalArgumentException} if it does not. */
    static String value(Properties written, String key) {
        String value = written.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        HELD.remove(root);
        channel.close();
    }
}
