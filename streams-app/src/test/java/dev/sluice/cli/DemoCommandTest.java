package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo as somebody sees it who runs it without a terminal: three quarters of an hour of its time. */
final class DemoCommandTest {
    private static final List<String> SERVICES =
            List.of("storefront", "assistant", "embeddings", "thumbnails", "mailer");
    private static final String NUMBER = "([\\d,]+\\.\\d\\d)";

    private static CommandRun run;

    @BeforeAll
    static void watch() {
        run = CommandRun.of("demo", "--port", "0", "--speed", "240", "--for", "11s");
    }

    @Test
    void it_ends_well_and_tells_of_every_service_as_it_goes_and_at_the_end() {
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        for (String service : SERVICES) {
            assertThat(shown(service)).as(service).isNotEmpty();
            assertThat(run.out().lines().filter(line -> line.startsWith(service + " ")))
                    .as(service)
                    .hasSize(service.equals("assistant") ? 3 : 2);
        }
    }

    private static Stream<String> shown(String service) {
        return run.out().lines().filter(line -> line.matches("\\d\\d:\\d\\d:\\d\\d  " + service + " .*"));
    }

    @Test
    void the_language_model_says_how_soon_first_tokens_come_and_tokens_per_second() {
        assertThat(shown("assistant").toList())
                .allSatisfy(line -> assertThat(line)
                        .containsPattern("8xa100 [1-9]")
                        .containsPattern("first token [\\d.]+ % in time"));
        String answers = run.out()
                .lines()
                .filter(line -> line.matches("assistant +[\\d,]+ .* % +[\\d.]+ +[\\d.]+ %"))
                .findFirst()
                .orElseThrow();
        double perSecond = number(answers, "assistant +[\\d,]+ +([\\d,]+)");
        double inTime = number(answers, "([\\d.]+) % +[\\d.]+ +[\\d.]+ %");
        assertThat(perSecond).isBetween(3000.0, 30_000.0);
        // the clock of a demo does not wait: half a second of a busy machine is two minutes here
        assertThat(inTime).isBetween(latenessMs("assistant") < 500 ? 80.0 : 1.0, 100.0);
        assertThat(run.err()).doesNotContain("dead-letters");
    }

    /** The last column of a service's row: how late its commands could be read at worst, ms. */
    private static double latenessMs(String service) {
        String row = run.out()
                .lines()
                .filter(line -> line.startsWith(service + " "))
                .findFirst()
                .orElseThrow();
        return number(row, "([\\d,]+)$");
    }

    @Test
    void embeddings_run_on_gpus_that_are_there_from_the_begin_and_cpus_fill_in() {
        assertThat(shown("embeddings").findFirst().orElseThrow()).containsPattern("(a10g|h100) [1-9]");
        String account = account("embeddings");
        assertThat(account).containsPattern("cpu \\d").containsPattern("(a10g|h100) \\d");
        assertThat(account("storefront")).contains("cpu").doesNotContain("a10g");
    }

    @Test
    void the_money_of_the_services_adds_up_and_sluice_has_metered_some_of_it() {
        double sum =
                SERVICES.stream().mapToDouble(service -> paid(account(service))).sum();
        double total = paid(account("total"));
        assertThat(total).isPositive().isCloseTo(sum, org.assertj.core.api.Assertions.within(.03));
        assertThat(number(run.out(), NUMBER + " of it Sluice has told")).isPositive();
    }

    @Test
    void a_port_that_is_taken_is_told_by_the_option_that_states_it() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String option : List.of("--port", "--registry-port", "--kafka-port")) {
                CommandRun refused = CommandRun.of("demo", option, Integer.toString(taken.getLocalPort()));

                assertThat(refused.exit()).isEqualTo(1);
                assertThat(refused.err())
                        .startsWith("sluice demo: " + option + " " + taken.getLocalPort() + ": cannot listen there: ");
            }
        }
    }

    /** The line of the last table. */
    private static String account(String name) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    /** The first of the two amounts before the share that was saved. */
    private static double paid(String account) {
        return number(account, NUMBER + " +" + NUMBER + " +-?\\d+%");
    }

    private static double number(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Double.parseDouble(found.group(1).replace(",", ""));
    }
}
