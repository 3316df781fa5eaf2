package dev.sluice.simulator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.RequestTraceReader.ReadRequests;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestTraceReaderTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("requests.csv"), text);
    }

    private static ReadRequests read(Path file) {
        return RequestTraceReader.read(file, Optional.empty(), Optional.empty());
    }

    @Test
    void a_row_is_a_request() throws IOException {
        ReadRequests read =
                read(file("arrival_s,prompt_tokens,output_tokens,prefix_hit_tokens\n0.5,100,10,64\n61,7,1,0\n"));

        RequestTrace trace = read.trace();
        assertThat(trace.length()).isEqualTo(2);
        assertThat(trace.arrival(0)).isEqualTo(.5);
        assertThat(trace.prompt(0)).isEqualTo(100);
        assertThat(trace.output(0)).isEqualTo(10);
        assertThat(trace.hit(0)).isEqualTo(64);
        assertThat(trace.computed(0)).isEqualTo(36);
        assertThat(trace.end()).isEqualTo(120);
        assertThat(read.notes()).isEmpty();
    }

    @Test
    void names_of_servers_and_published_traces_are_known() throws IOException {
        ReadRequests azure = read(file("""
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46.6805900,374,44
                2023-11-16 18:16:50.9951690,396,109
                """));
        // counted from the minute of the first request
        assertThat(azure.trace().arrival(0)).isBetween(46.68, 46.69);
        assertThat(azure.trace().arrival(1)).isBetween(110.99, 111.0);
        assertThat(azure.notes()).singleElement().asString().contains("UTC");

        ReadRequests log = read(file("""
                timestamp_ms;prompt_tokens;completion_tokens;cached_tokens
                1700000000500;20;3;0
                1700000001000;20;0;20
                """));
        assertThat(log.trace().arrival(1) - log.trace().arrival(0)).isBetween(.499, .501);
        assertThat(log.trace().output(1)).isEqualTo(1);
        assertThat(log.trace().hit(1)).isEqualTo(19);
        assertThat(log.notes()).anyMatch(n -> n.contains("no token")).anyMatch(n -> n.contains("cache had whole"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,10,1;5,10,1;4.5,10,1|:4: this request arrives 0.5 s before the one above it: sort the file",
                "-1,10,1|:2: a request arrives at 0 s or later, not at -1",
                "0,0,1|:2: a prompt has a token or more, not 0",
                "0,-5,1|:2: '-5' in column prompt_tokens is no number of tokens",
                "0,10,1;1,10,1.5|:3: '1.5' in column output_tokens is no number of tokens",
                "0,10,|:2: '' in column output_tokens is no number of tokens",
                "0,99999999,1|:2: '99999999' in column prompt_tokens is no number of tokens",
                "0,10,999999999999|:2: '999999999999' in column output_tokens",
                "x,10,1|:2: column arrival_s: 'x' is no time",
                "0,10,1;1,10|:3 has 2 cells, its header 3",
                "0,10,1;9999999,10,1|:3: this request arrives 9999999 s after the start; a trace may last 92 days",
                "|has no request"
            })
    void what_is_wrong_is_said_with_its_line(String rows, String said) {
        String text = "arrival_s,prompt_tokens,output_tokens\n" + (rows == null ? "" : rows.replace(';', '\n'));
        assertThatThrownBy(() -> read(file(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requests.csv")
                .hasMessageContaining(said);
    }

    @Test
    void a_cache_has_no_more_than_the_prompt() {
        assertThatThrownBy(() -> read(file("arrival_s,prompt_tokens,output_tokens,cached_tokens\n0,10,1,11\n")))
                .hasMessageContaining(":2: a cache had 11 tokens of a prompt of 10");
    }

    @Test
    void a_missing_column_is_named_with_those_there_are() {
        assertThatThrownBy(() -> read(file("arrival_s,tokens\n0,1\n")))
                .hasMessageContaining("no column prompt_tokens")
                .hasMessageContaining("[arrival_s, tokens]");
        assertThatThrownBy(() -> read(file("when,prompt_tokens,output_tokens\n0,1,1\n")))
                .hasMessageContaining("need a column arrival_s")
                .hasMessageContaining("--time-column");
        assertThatThrownBy(() -> read(file(""))).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read(folder.resolve("none.csv")))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("none.csv");
    }

    /** Whatever stands in the file is read, or refused with its name. */
    @Test
    void broken_files_are_refused_with_their_name() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        String good = "arrival_s,prompt_tokens,output_tokens\n0.1,10,2\n0.2,20,3\n0.3,30,4\n";
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(32, 127));
            }
            Path file = file(text.toString());
            try {
                assertThat(read(file).trace().length()).isPositive();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("requests.csv");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }
}
