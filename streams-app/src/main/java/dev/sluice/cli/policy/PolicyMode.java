package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.manifest.ManifestTopic;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import java.util.List;

/** The policy in force of one service, whose mode may be changed; nothing else of it is. */
record PolicyMode(ManifestTopic<?> topic, ScalingPolicy policy) {
    /** The policy of a service; {@link dev.sluice.cli.terminal.CommandFailedException} where it has none. */
    static PolicyMode of(Connection connection, String service) {
        ManifestTopic<?> topic = ManifestTopic.of(connection, Manifest.Kind.POLICY);
        return new PolicyMode(topic, ((Manifest.OfService) topic.get(service)).policy());
    }

    boolean is(Mode mode) {
        return policy.mode() == mode;
    }

    void become(Mode mode) {
        topic.apply(List.of(new Manifest.OfService(policy.withMode(mode))));
    }
}
