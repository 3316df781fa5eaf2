package dev.sluice;

import java.time.Duration;
import org.testcontainers.kafka.KafkaContainer;

/** Kafka's public image. */
public final class KafkaInContainer {
    /** For a JVM that lives for seconds: compiling its code well costs more than it saves. */
    public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private KafkaInContainer() {}

    /** A container that is not started yet. */
    public static KafkaContainer create() {
        return new KafkaContainer("apache/kafka:4.3.1")
                .withEnv("JAVA_TOOL_OPTIONS", SHORT_LIVED)
                .withStartupTimeout(Duration.ofMinutes(4));
    }
}
