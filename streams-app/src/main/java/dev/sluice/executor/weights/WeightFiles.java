package dev.sluice.executor.weights;

import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.WeightFormat;
import dev.sluice.executor.settings.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The weights of each service in a directory, a file for each format: replaced whole by a rename, and only by other
 * content, so that a program that watches the directory sees each change once and never half of one.
 */
final class WeightFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WeightFiles.class);
    private static final int LONGEST = 160;

    private final Path directory;
    private final List<WeightFormat> formats;
    private final Set<Path> without = new HashSet<>();

    WeightFiles(Path directory, List<WeightFormat> formats) {
        this.directory = directory;
        this.formats = List.copyOf(formats);
    }

    /** Brings the files of a service up to date; a format without any address that it needs is left alone and logged. */
    void write(Weights weights) throws IOException {
        Files.createDirectories(directory);
        for (WeightFormat format : formats) {
            Path file = directory.resolve(name(weights.service()) + format.suffix());
            if (format.fits(weights)) {
                replace(file, format.render(weights));
                without.remove(file);
            } else if (without.add(file)) {
                LOG.warn("{} is not written: no backend of {} has an address", file, weights.service());
            }
        }
    }

    private static void replace(Path file, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        // a hidden name, which no pattern such as *.conf takes in
        Path whole = file.resolveSibling("." + file.getFileName() + ".tmp");
        Files.write(whole, bytes);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * A service's name as a file's: each byte but letters, digits, {@code _}, {@code -} and inner dots as a percent sign
     * and two digits, so that no two services share a file; a long one is cut and gets a fingerprint.
     */
    static String name(String service) {
        if (service.isEmpty()) {
            return "%";
        }
        StringBuilder name = new StringBuilder();
        for (byte one : service.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            boolean plain = c < 128
                    && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || (c == '.' && name.length() > 0));
            name.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return name.length() <= LONGEST ? name.toString() : name.substring(0, LONGEST) + "%" + Fingerprint.of(service);
    }
}
