package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A team keeps its policies in a folder, looks at what would change, and applies it. */
final class PolicyDiffTest {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    private String config = "";

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void topics(TestInfo test) throws IOException {
        String prefix = test.getTestMethod().orElseThrow().getName() + ".";
        config = Files.writeString(
                        directory.resolve(prefix + "properties"),
                        "bootstrap.servers=" + broker.bootstrapServers() + "\nschema.registry.url=mock://policy-diff\n"
                                + "topic.prefix=" + prefix + "\n")
                .toString();
        assertThat(CommandRun.of("topics", "create", "--config", config, "--partitions", "1")
                        .exit())
                .isZero();
    }

    private static String policy(String name, int max) {
        return """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  replicas: {max: %d}
                """.formatted(name, max);
    }

    @Test
    void a_folder_is_compared_applied_and_what_it_does_not_name_is_ended() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("policies/web"));
        Files.writeString(folder.resolve("checkout.yaml"), policy("checkout", 100));
        Path search = Files.writeString(folder.resolve("search.yml"), policy("search", 20));
        Files.writeString(folder.resolve("README.md"), "no policy");
        String all = directory.resolve("policies").toString();

        CommandRun unknown = CommandRun.of("policy", "diff", "-f", all, "--config", config);
        assertThat(unknown)
                .isEqualTo(new CommandRun(
                        3, "+ checkout" + System.lineSeparator() + "+ search" + System.lineSeparator(), ""));

        assertThat(CommandRun.of("policy", "apply", "-f", all, "--config", config)
                        .exit())
                .isZero();
        CommandRun same = CommandRun.of("policy", "diff", "-f", all, "--prune", "--config", config);
        assertThat(same).isEqualTo(new CommandRun(0, "", ""));

        Files.delete(search);
        Files.writeString(folder.resolve("checkout.yaml"), policy("checkout", 200) + "  leadTime: 90s\n");
        CommandRun kept = CommandRun.of("policy", "diff", "-f", all, "--config", config);
        assertThat(kept.exit()).isEqualTo(3);
        assertThat(kept.out().lines().map(String::strip))
                .containsExactly("~ checkout", "spec.leadTime: default -> 90s", "spec.replicas.max: 100 -> 200");
        CommandRun pruned = CommandRun.of("policy", "diff", "-f", all, "--prune", "--config", config);
        assertThat(pruned.out().lines()).endsWith("- search").hasSize(4);
        CommandRun json = CommandRun.of("policy", "diff", "-f", all, "--prune", "--json", "--config", config);
        assertThat(json.out()).contains("\"DELETED\"").contains("spec.replicas.max: 100 -> 200");

        CommandRun applied = CommandRun.of("policy", "apply", "-f", all, "--prune", "--config", config);
        assertThat(applied.out().lines()).containsExactly("checkout: applied", "search: deleted");
        assertThat(CommandRun.of("policy", "diff", "-f", all, "--prune", "--config", config)
                        .exit())
                .isZero();
        assertThat(CommandRun.of("policy", "get", "search", "--config", config).exit())
                .isEqualTo(1);
    }

    @Test
    void pools_stay_if_the_files_declare_only_policies() throws IOException {
        Path pool = Files.writeString(directory.resolve("pool.yaml"), """
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: gpu}
                spec: {price: 2.5}
                """);
        Path policy = Files.writeString(directory.resolve("only.yaml"), policy("only", 3));
        assertThat(CommandRun.of("policy", "apply", "-f", pool.toString(), "--config", config))
                .isEqualTo(new CommandRun(0, "pool gpu: applied" + System.lineSeparator(), ""));

        CommandRun applied = CommandRun.of("policy", "apply", "-f", policy.toString(), "--prune", "--config", config);

        assertThat(applied.out()).doesNotContain("gpu");
        assertThat(CommandRun.of("pool", "get", "gpu", "--config", config).exit())
                .isZero();
    }

    @Test
    void a_folder_without_policies_and_a_wrong_file_are_errors() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        CommandRun nothing = CommandRun.of("policy", "diff", "-f", empty.toString(), "--config", config);
        assertThat(nothing.exit()).isEqualTo(1);
        assertThat(nothing.err()).contains("has no .yaml or .yml file").hasLineCount(1);

        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), policy("wrong", -1));
        CommandRun refused = CommandRun.of("policy", "diff", "-f", wrong.toString(), "--config", config);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("spec.replicas");
    }
}
