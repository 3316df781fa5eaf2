package dev.sluice.cli.doctor;

import dev.sluice.config.Settings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/** What the principal of the settings may not do with topics, and the commands of Kafka that grant it. */
final class MissingRights {
    private static final Pattern USER = Pattern.compile("username=\"([^\"]+)\"");

    private final Settings settings;
    private final Map<Set<AclOperation>, Set<String>> topics = new LinkedHashMap<>();

    MissingRights(Settings settings) {
        this.settings = settings;
    }

    /** Notes a topic for which these operations are lacking; none is fine. */
    void add(String topic, Collection<AclOperation> lacking) {
        if (!lacking.isEmpty()) {
            topics.computeIfAbsent(new TreeSet<>(lacking), operations -> new TreeSet<>())
                    .add(topic);
        }
    }

    boolean isEmpty() {
        return topics.isEmpty();
    }

    /** Example: {@code Write on scaling-acks, dead-letters; Read on usage-events}. */
    String describe() {
        return topics.entrySet().stream()
                .map(one -> names(one.getKey(), ", ") + " on " + String.join(", ", one.getValue()))
                .collect(Collectors.joining("; "));
    }

    /** The commands that grant all of it. */
    String grants() {
        return topics.entrySet().stream()
                .map(one -> grant(settings, one.getKey(), "--topic " + String.join(" --topic ", one.getValue())))
                .collect(Collectors.joining(" && "));
    }

    /** The command that grants operations on a resource, as in {@code --cluster}. */
    static String grant(Settings settings, Collection<AclOperation> operations, String resource) {
        return "kafka-acls.sh --bootstrap-server " + settings.bootstrapServers()
                + " --command-config ADMIN.properties --add --allow-principal User:" + user(settings) + " --operation "
                + names(operations, " --operation ") + " " + resource;
    }

    /** Kafka tells nobody as whom it takes them. */
    private static String user(Settings settings) {
        Matcher name = USER.matcher(String.valueOf(settings.admin().get("sasl.jaas.config")));
        return name.find() ? name.group(1) : "NAME";
    }

    private static String names(Collection<AclOperation> operations, String between) {
        return operations.stream().map(MissingRights::name).collect(Collectors.joining(between));
    }

    /** As Kafka's own tool writes it. */
    private static String name(AclOperation operation) {
        String capitals = operation.name();
        return capitals.charAt(0) + capitals.substring(1).toLowerCase(Locale.ROOT);
    }
}
