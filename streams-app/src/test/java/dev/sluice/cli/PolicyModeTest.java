package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.Mode;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.web.model.ExampleDecisions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice policy act} and {@code advise} against a real broker. */
final class PolicyModeTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://policy-mode");
    private static final PolicyVerdict GOOD = new PolicyVerdict(26.0, .004, .01, .001, .8, .94, null, null);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start();
        config = Files.writeString(
                        directory.resolve("sluice.properties"),
                        "bootstrap.servers=" + broker.bootstrapServers() + "\nschema.registry.url=mock://policy-mode\n")
                .toString();
        CommandRun.of("topics", "create", "--config", config, "--partitions", "2");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void advice_that_has_proved_itself_acts_and_only_the_mode_changes() throws IOException {
        advises("proved");
        decided("proved", GOOD, Instant.now());
        String before = shown("proved");

        CommandRun act = run("act", "proved");

        assertThat(act.exit()).as(act.err()).isZero();
        assertThat(act.out())
                .contains("26 h seen: 0.4 % of demand would have gone unserved")
                .contains("proved: acts");
        assertThat(shown("proved")).isEqualTo(before.replace("mode: advise", "mode: act"));
        assertThat(run("act", "proved").out()).contains("proved: acts already");

        assertThat(run("advise", "proved").out()).contains("proved: only advises");
        assertThat(shown("proved")).isEqualTo(before);
        assertThat(run("advise", "proved").out()).contains("only advises already");
    }

    @Test
    void without_enough_evidence_it_goes_on_advising_and_says_how_much_there_is_and_is_wanted() throws IOException {
        advises("young");
        decided("young", new PolicyVerdict(3.25, .02, .01, 0.0, .8, .7, null, null), Instant.now());

        CommandRun refused = run("act", "young");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains("young goes on advising")
                .contains("3.25 h were seen under this policy, 24 are wanted")
                .contains("2 % of demand would have gone unserved, at most 1 % is wanted")
                .contains("70 % of windows stayed within", "at least 90 % are wanted")
                .contains("--force");
        assertThat(shown("young")).contains("mode: advise");

        CommandRun forced = run("act", "young", "--force");
        assertThat(forced.exit()).isZero();
        assertThat(forced.out()).contains("young: acts, although 3.25 h were seen");
        assertThat(shown("young")).doesNotContain("advise");
    }

    @Test
    void services_that_never_decided_or_not_lately_have_no_evidence() throws IOException {
        advises("silent");
        assertThat(run("act", "silent").err()).contains("no decision yet");

        advises("stale");
        decided("stale", GOOD, Instant.now().minus(Duration.ofHours(2)));
        assertThat(run("act", "stale").err()).contains("the newest decision is 2h old");

        assertThat(run("act", "nobody").err()).contains("there is no");
    }

    private static CommandRun run(String what, String service, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(new String[] {"policy", what, service, "--config", config}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return CommandRun.of(arguments);
    }

    private static String shown(String service) {
        return CommandRun.of("policy", "get", service, "--config", config).out();
    }

    private static void advises(String service) throws IOException {
        Path file = Files.writeString(directory.resolve(service + ".yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  replicas: {min: 2, max: 200}
                  mode: advise
                  leadTime: 90s
                """.formatted(service));
        assertThat(CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config)
                        .exit())
                .isZero();
    }

    private static void decided(String service, PolicyVerdict verdict, Instant at) {
        ScalingDecision decision = ExampleDecisions.builder(service)
                .setAt(at)
                .setMode(Mode.ADVISE)
                .setVerdict(verdict)
                .build();
        try (KafkaProducer<String, ScalingDecision> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                AvroSerde.of(ScalingDecision.class, REGISTRY).serializer())) {
            Future<RecordMetadata> unused = producer.send(new ProducerRecord<>("scaling-decisions", service, decision));
        }
    }
}
