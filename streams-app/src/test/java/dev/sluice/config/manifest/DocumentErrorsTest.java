package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file, a document, a pool or a budget. */
final class DocumentErrorsTest {
    private static final String GOOD =
            "apiVersion: sluice.dev/v1\nkind: ScalingPolicy\nmetadata: {name: a}\nspec: {replicas: {max: 5}}\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{limit: 4}|4: spec.price: is missing",
                "{price: cheap}|5: spec.price=cheap: must be a number",
                "{price: -0.01}|5: spec.price=-0.01: must be at least 0 and finite, not -0.01",
                "{price: .inf}|5: spec.price=.inf: must be a number",
                "{price: 1, limit: -1}|5: spec.limit=-1: must not be below 0, it is -1",
                "{price: 1, limit: 4.5}|5: spec.limit=4.5: must be a whole number",
                "{price: 1, limt: 4}|5: spec.limt=4: is not a known key here; did you mean limit?",
                "{price: 1, leadTime: 90}|5: spec.leadTime=90: is not a duration such as 250ms, 10s, 5m, 1h or 7d",
                "{price: 1, resources: 4}|5: spec.resources=4: must be keys with values",
                "{price: 1, resources: {cpu: -1}}|5: spec.resources.cpu=-1: must be at least 0 and finite, not -1",
                "{price: 1, resources: {memory: lots}}|5: spec.resources.memory=lots: is not an amount of bytes such as 512Mi, 16Gi or 2G",
                "{price: 1, resources: {memory: 99999999999Ti}}|5: spec.resources.memory=99999999999Ti: is not an amount of bytes such as 512Mi, 16Gi or 2G",
                "{price: 1, spot: true}|5: spec.spot=true: must be keys with values",
                "{price: 1, spot: {}}|5: spec.spot.interruptionsPerHour: is missing",
                "{price: 1, spot: {interruptionsPerHour: -1}}|5: spec.spot.interruptionsPerHour=-1: must be at least 0 and finite, not -1",
            })
    void pools(String spec, String problem) {
        assertThat(ManifestFile.document(directory, "Pool", spec).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|4: spec.perMonth: is missing",
                "{perMonth: 1k}|5: spec.perMonth=1k: must be a number",
                "{perMonth: -1}|5: spec.perMonth=-1: must be at least 0 and finite, not -1",
                "{perMonth: 1, kind: Hard}|5: spec.kind=Hard: must be one of soft, hard; did you mean hard?",
                "{perMonth: 1, zone: Berlin}|5: spec.zone=Berlin: is not a time zone such as Europe/Berlin",
                "{perMonth: 1, zone: 2}|5: spec.zone=2: must be a time zone such as Europe/Berlin",
                "{perMonth: 1, currency: EUR}|5: spec.currency=EUR: is not a known key here",
            })
    void budgets(String spec, String problem) {
        assertThat(ManifestFile.document(directory, "Budget", spec).problems()).containsExactly(problem);
    }

    @Test
    void a_document_that_is_no_mapping_is_refused_once_with_its_line() {
        assertThat(problems("just text")).containsExactly("1: =just text: must be keys with values");
        assertThat(problems("\n\n- a\n- b\n")).containsExactly("3: must be keys with values");
    }

    @Test
    void an_empty_mapping_lacks_all_four_keys() {
        assertThat(problems("{}"))
                .containsExactly(
                        "1: apiVersion: is missing",
                        "1: kind: is missing",
                        "1: metadata: is missing",
                        "1: spec: is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: ''}|3: metadata.name: must not be empty",
                "{name: '  '}|3: metadata.name=  : must not be empty",
                "{name: 404}|3: metadata.name=404: must be text",
                "{name: 2026-01-01}|3: metadata.name=2026-01-01: must be text",
                "{name: [a]}|3: metadata.name: must be text",
                "{}|3: metadata.name: is missing",
                "a|3: metadata=a: must be keys with values",
                "{name: a, ownerReferences: {}}|3: metadata.ownerReferences: is not a known key here",
            })
    void names(String metadata, String problem) {
        assertThat(problems(GOOD.replace("{name: a}", metadata))).containsExactly(problem);
    }

    @Test
    void each_document_of_a_file_is_told_by_its_number_and_a_line_of_the_file() {
        assertThat(problems(GOOD + "---\n# nothing\n---\n" + GOOD.replace("name: a", "name: b") + "---\n"
                        + GOOD.replace("max: 5", "max: x")))
                .containsExactly("16: document 4: spec.replicas.max=x: must be a whole number");
    }

    @Test
    void the_same_kind_and_name_in_two_files_is_refused_with_the_other_file() throws IOException {
        Path first = Files.writeString(directory.resolve("first.yaml"), GOOD);
        Path second = Files.writeString(directory.resolve("second.yaml"), GOOD);

        assertThat(catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(first, second))))
                .hasMessage("files are wrong:\n  " + second + ":3: metadata.name=a: a policy for a stands already in "
                        + first);
    }

    @Test
    void a_pool_a_budget_and_a_policy_may_share_a_name() {
        String pool = GOOD.replace("ScalingPolicy", "Pool").replace("{replicas: {max: 5}}", "{price: 1}");
        String budget = GOOD.replace("ScalingPolicy", "Budget").replace("{replicas: {max: 5}}", "{perMonth: 1}");

        assertThat(ManifestFile.of(directory, GOOD + "---\n" + pool + "---\n" + budget)
                        .read())
                .extracting(manifest -> manifest.kind().toString() + " " + manifest.name())
                .containsExactly("policy a", "pool a", "budget a");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_line_and_what_stood_before_is_checked_all_the_same() {
        assertThat(problems(GOOD.replace("max: 5", "max: x") + "---\na: [1\nb: 2\n"))
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("4: spec.replicas.max=x: must be a whole number"),
                        second -> assertThat(second).startsWith("7: document 2: is not valid YAML: "));
        assertThat(problems("a:\n\t- tab\n")).singleElement().asString().startsWith("2: is not valid YAML: ");
        assertThat(problems("a: *nowhere\n")).singleElement().asString().contains("is not valid YAML: ", "nowhere");
    }

    @Test
    void aliases_that_grow_or_turn_in_a_circle_and_deep_nesting_end_in_a_refusal() {
        StringBuilder growing = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            growing.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(problems(growing.toString())).isNotEmpty();
        assertThat(problems("&a {spec: *a, metadata: *a}")).isNotEmpty();
        assertThat(problems(GOOD.replace("{replicas: {max: 5}}", "{replicas: {max: 5}, pools: &p [*p]}")))
                .containsExactly("4: spec.pools[0]: must be keys with values");
        assertThat(problems("[".repeat(10_000))).singleElement().asString().contains("is not valid YAML: ");
    }

    @Test
    void a_file_that_is_no_text_is_refused_and_names_the_file() throws IOException {
        byte[] bytes = new byte[2_000];
        for (long seed = 0; seed < 50; seed++) {
            new Random(seed).nextBytes(bytes);
            Path file = Files.write(directory.resolve("picture.png"), bytes);
            assertThat(catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(file))))
                    .hasMessageContaining("picture.png")
                    .hasMessageNotContaining("Exception");
        }
    }

    @Test
    void a_directory_cannot_be_read() {
        assertThat(catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(directory))))
                .hasMessageContaining(directory + ": cannot be read: ");
    }

    private List<String> problems(String text) {
        return ManifestFile.of(directory, text).problems();
    }
}
