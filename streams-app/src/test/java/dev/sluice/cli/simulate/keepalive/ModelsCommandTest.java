package dev.sluice.cli.simulate.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code simulate --models} as somebody types it. */
final class ModelsCommandTest {
    private static final List<String> KEPT = List.of(
            "lru", "fixed 10 min", "fixed 60 min", "greedy-dual", "sluice", "sluice, memory full", "clairvoyant");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void calls_of_a_file_are_played_with_what_its_models_take() throws IOException {
        Path calls = file("c.csv", """
                time,model,seconds
                2026-03-01 10:00:00,large,5
                2026-03-01 10:00:10,small,
                2026-03-01 09:00:00,large,1.5
                2026-03-01 10:30:00,,3
                """);
        Path specs = file("m.csv", "model,memory,load_seconds\nlarge,60Gi,40\n");
        CommandRun run =
                CommandRun.of("simulate", "--models", "--trace", calls.toString(), "--model-specs", specs.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).contains("1 row without a model left out");
        assertThat(run.out()).contains("3 calls of 2 models in").contains("all models take 68 GiB");
        // both first calls miss, the large model is there for the third
        assertThat(run.out()).containsPattern("lru +2 +66.67 +23.33 +30.0 +40.0 ");
        assertThat(run.out()).containsPattern("fixed 10 min +3 ");
        KEPT.forEach(name -> assertThat(run.out()).containsPattern("(?m)^" + name + "  "));
    }

    @Test
    void generated_calls_need_no_file_and_json_says_the_same() {
        CommandRun run =
                CommandRun.of("simulate", "--models", "--generate-models", "12", "--gpu-memory", "40Gi", "--json");
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"models\" : 12").contains("\"policy\" : \"clairvoyant\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    time,name\\n1,a                  | has no column model
                    time,model\\n                    | has no call
                    time,model,seconds\\n1,a,soon    | :2: 'soon' in column seconds is no number of seconds
                    model,seconds\\na,1              | has no column timestamp_s, time or the like
                    """)
    void a_file_of_another_form_is_refused_with_what_is_wrong(String text, String wrong) throws IOException {
        Path calls = file("c.csv", text.replace("\\n", "\n"));
        CommandRun run = CommandRun.of("simulate", "--models", "--trace", calls.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(wrong);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    model,memory\\na,7Gi                               | must begin with model,memory,load_seconds
                    model,memory,load_seconds\\na,much,3               | m.csv:2:
                    model,memory,load_seconds\\na,7Gi,-3               | loads in 0 s or longer
                    model,memory,load_seconds\\na,7Gi,3\\na,8Gi,3       | the model a is there twice
                    model,memory,load_seconds\\na,90Gi,3               | the model a takes more memory (90 GiB) than a GPU has (80 GiB)
                    """)
    void what_models_take_is_checked(String text, String wrong) throws IOException {
        Path calls = file("c.csv", "time,model\n1,a\n");
        Path specs = file("m.csv", text.replace("\\n", "\n"));
        CommandRun run =
                CommandRun.of("simulate", "--models", "--trace", calls.toString(), "--model-specs", specs.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains(wrong);
    }

    @Test
    void options_that_mean_nothing_here_are_refused() {
        assertThat(CommandRun.of("simulate", "--models").err()).contains("--models needs one --trace, or");
        assertThat(CommandRun.of("simulate", "--models", "--generate-models", "5", "--lead", "5s")
                        .err())
                .contains("--lead cannot go with --models");
        assertThat(CommandRun.of("simulate", "--models", "--generate-models", "5", "--gpus", "0")
                        .exit())
                .isEqualTo(2);
    }
}
