package dev.sluice.cli.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;

/**
 * What the versions of Kafka at both ends can promise. Clients before 4.1.2 may send a record to a wrong topic
 * (KAFKA-19012) or lose some (KAFKA-19479). Exactly-once is only whole where the brokers' feature {@code
 * transaction.version} is 2: before, a producer that was given up can still write into a later transaction (KIP-890).
 */
public final class KafkaVersions {
    private static final List<Integer> OLDEST_CLIENT = List.of(4, 1, 2);
    private static final String TRANSACTIONS = "transaction.version";
    private static final int WHOLE_TRANSACTIONS = 2;

    private KafkaVersions() {}

    /** Why these clients must not be used, where they must not. */
    public static Optional<String> clientObstacle() {
        return clientObstacle(clientVersion());
    }

    /** The version that the clients' jar states; it has no public class that tells. */
    public static String clientVersion() {
        try (InputStream stated = Admin.class.getResourceAsStream("/kafka/kafka-version.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(stated));
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<String> clientObstacle(String version) {
        return isBefore(numbers(version), OLDEST_CLIENT)
                ? Optional.of(
                        "the Kafka clients on the class path are " + version
                                + "; before 4.1.2 they may lose records or send them to a wrong topic (KAFKA-19479, KAFKA-19012)")
                : Optional.empty();
    }

    /** What brokers cannot promise of exactly-once, where there is something. */
    public static Optional<String> brokerWarning(FeatureMetadata features, String guarantee) {
        Map<String, Integer> levels = new HashMap<>();
        features.finalizedFeatures().forEach((feature, range) -> levels.put(feature, (int) range.maxVersionLevel()));
        return transactionWarning(levels, guarantee);
    }

    /** The same, by the levels of the features that are final in the cluster. */
    static Optional<String> transactionWarning(Map<String, Integer> levels, String guarantee) {
        int level = levels.getOrDefault(TRANSACTIONS, 0);
        return guarantee.startsWith("exactly_once") && level < WHOLE_TRANSACTIONS
                ? Optional.of("warning: the brokers' " + TRANSACTIONS + " is " + level + ", exactly-once needs "
                        + WHOLE_TRANSACTIONS + " (KIP-890): kafka-features.sh upgrade --feature " + TRANSACTIONS + "=2")
                : Optional.empty();
    }

    /** The numbers of a version; of one that has none, none, which is before every other. */
    private static List<Integer> numbers(String version) {
        return Arrays.stream(version.split("[-+]", 2)[0].split("\\.", -1))
                .filter(part -> part.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .toList();
    }

    private static boolean isBefore(List<Integer> version, List<Integer> other) {
        for (int i = 0; i < other.size(); i++) {
            int number = i < version.size() ? version.get(i) : 0;
            if (number != other.get(i)) {
                return number < other.get(i);
            }
        }
        return false;
    }
}
