package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.embedded.FreePort;
import dev.sluice.endtoend.Installation.Course;
import dev.sluice.endtoend.PackagedSluice.Ended;
import dev.sluice.endtoend.PackagedSluice.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user does with the packaged jar, each command a process of its own. */
final class SeparateProcessesTest {
    private static final List<String> SERVICES = List.of("checkout", "thumbnails");
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final int STEPS = 3000;
    private static final String A_FEW_THOUSAND_TIMES_AS_FAST = "3000";

    @TempDir
    static Path directory;

    @BeforeAll
    static void packaged() {
        assumeThat(PackagedSluice.isPackaged())
                .as("there is no target/sluice.jar: its commands are not run as processes")
                .isTrue();
    }

    @Test
    void killed_in_the_middle_and_started_again_it_decides_as_undisturbed_at_a_slower_pace() throws Exception {
        Path policies = policies();
        Instant end = START.plusSeconds(10L * STEPS + 10);
        try (Cluster cluster = Cluster.onLoopback();
                PackagedSluice sluice = new PackagedSluice(directory)) {
            Installation slow = new Installation(cluster.apart("slow."), sluice, directory).prepared(policies);
            slow.run();
            slow.execute();
            List<Running> slowly = replays(slow, A_FEW_THOUSAND_TIMES_AS_FAST);

            Installation fast = new Installation(cluster.apart("fast."), sluice, directory).prepared(policies);
            for (Running replay : replays(fast, "max")) {
                assertThat(replay.ended().exit()).isZero();
            }
            fast.execute();
            Running first = fast.run();
            fast.decisions(200);
            first.kill();
            assertThat(fast.decisions(200)).as("killed in the middle").isLessThan(SERVICES.size() * STEPS);
            fast.run();

            Course disturbed = fast.course(SERVICES.size(), end);
            for (Running replay : slowly) {
                assertThat(replay.ended().exit()).isZero();
            }
            Course undisturbed = slow.course(SERVICES.size(), end);

            assertThat(disturbed.commands()).isEqualTo(undisturbed.commands());
            assertThat(disturbed.decisions()).isEqualTo(undisturbed.decisions());
            assertThat(undisturbed.commands()).containsOnlyKeys(SERVICES);
            fast.assertEveryCommandIsThereOnceAndAnswered();
            slow.assertEveryCommandIsThereOnceAndAnswered();
            assertThat(fast.explain("checkout").out().lines())
                    .anyMatch(line -> line.startsWith("checkout  " + end.plusSeconds(5)))
                    .anyMatch(line -> line.startsWith("  seen "))
                    .anyMatch(line -> line.startsWith("  forecast "))
                    .anyMatch(line -> line.startsWith("  rule "))
                    .anyMatch(line -> line.startsWith("  replicas "))
                    .anyMatch(line -> line.startsWith("  command "));
        }
    }

    @Test
    void what_goes_wrong_is_one_clear_line_and_an_exit_that_tells() throws Exception {
        String nobody = "127.0.0.1:" + FreePort.find();
        String config = Files.writeString(
                        directory.resolve("nobody.properties"),
                        "bootstrap.servers=" + nobody + "\nschema.registry.url=mock://nobody\nbroker.timeout=1s\n")
                .toString();
        try (PackagedSluice sluice = new PackagedSluice(Files.createDirectory(directory.resolve("wrong")))) {
            Running unreachable = sluice.start("run", "--config", config);
            Running missing =
                    sluice.start("replay", "--service", "checkout", "--trace", "no-such-trace.csv", "--config", config);
            Running unknown = sluice.start("run", "--config", config, "--quickly");

            assertThat(unreachable.ended())
                    .isEqualTo(new Ended(
                            1,
                            "",
                            "sluice run: no broker at " + nobody
                                    + " answered within broker.timeout=1s: check bootstrap.servers, that it"
                                    + " runs and is reached from here, and that security.protocol is that of its"
                                    + " listener" + System.lineSeparator()));
            assertThat(missing.ended().exit()).isEqualTo(1);
            assertThat(missing.ended().err()).contains("no-such-trace.csv").hasLineCount(1);
            assertThat(unknown.ended().exit()).isEqualTo(2);
            assertThat(unknown.ended().err())
                    .contains("Unknown option: '--quickly'")
                    .contains("sluice run --help");
        }
    }

    private static List<Running> replays(Installation installation, String speed) throws IOException {
        List<Running> replays = new ArrayList<>();
        for (String service : SERVICES) {
            replays.add(installation.replay(service, trace(service), speed));
        }
        return replays;
    }

    private static Path policies() throws IOException {
        return Files.writeString(directory.resolve("policies.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec:
                  replicas: {max: 100}
                  demand: {signal: requests, perReplica: 10}
                  leadTime: 60s
                ---
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: thumbnails}
                spec:
                  replicas: {min: 0, max: 20}
                  demand: {signal: requests, perReplica: 5}
                  leadTime: 30s
                """);
    }

    /** Requests in each ten seconds: a wave, and bursts with long silences between them. */
    private static Path trace(String service) throws IOException {
        SplittableRandom random = new SplittableRandom(service.hashCode());
        StringBuilder csv = new StringBuilder("timestamp_s,requests\n");
        for (int i = 0; i < STEPS; i++) {
            double wave = 600 + 500 * Math.sin(i / 60.0);
            boolean asleep = service.equals("thumbnails") && i % 250 > 20;
            long requests = asleep ? 0 : Math.round(wave * (.5 + random.nextDouble()));
            csv.append(START.getEpochSecond() + 10L * i)
                    .append(',')
                    .append(requests)
                    .append('\n');
        }
        return Files.writeString(directory.resolve(service + ".csv"), csv);
    }
}
