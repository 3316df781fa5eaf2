package dev.sluice.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.http.message.ProblemException;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OverrideFormTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'force','replicas':-1}            | 'for':'1h' | action.replicas  | from 0 to 10000000, not -1",
                "{'type':'force','replicas':1.5}           | 'for':'1h' | action.replicas  | from 0 to 10000000, not 1.5",
                "{'type':'force','replicas':'3'}           | 'for':'1h' | action.replicas  | from 0 to 10000000, not \"3\"",
                "{'type':'force','replicas':10000001}      | 'for':'1h' | action.replicas  | from 0 to 10000000, not 10000001",
                "{'type':'force','replicas':99999999999}   | 'for':'1h' | action.replicas  | from 0 to 10000000",
                "{'type':'force','replicas':[]}            | 'for':'1h' | action.replicas  | from 0 to 10000000",
                "{'type':'force'}                          | 'for':'1h' | action.replicas  | is missing",
                "{'type':'bounds'}                         | 'for':'1h' | action.min       | say min, max or both",
                "{'type':'bounds','min':9,'max':2}         | 'for':'1h' | action.max       | must not be below min, which is 9",
                "{'type':'bounds','max':20000000}          | 'for':'1h' | action.max       | from 0 to 10000000",
                "{'type':'freeze','direction':'LEFT'}      | 'for':'1h' | action.direction | must be UP or DOWN, not LEFT",
                "{'type':'pause'} | 'for':'0'                               | for     | must end it after 2026-03-02T08:00:00Z",
                "{'type':'pause'} | 'for':'-1h'                             | for     | must be a length of time such as 2h",
                "{'type':'pause'} | 'for':'40000d'                          | for     | longest is 36500d",
                "{'type':'pause'} | 'from':'2199-12-31T00:00:00Z','for':'9d' | for     | by 2200-01-01T00:00:00Z",
                "{'type':'pause'} | 'until':'tomorrow'                      | until   | must be epoch milliseconds or a time such as",
                "{'type':'pause'} | 'until':true                            | until   | must be epoch milliseconds or a time such as",
                "{'type':'pause'} | 'until':1                               | until   | must end it after 2026-03-02T08:00:00Z",
                "{'type':'pause'} | 'from':-1,'for':'1h'                    | from    | must be from 1970-01-01T00:00:00Z to 2200-01-01",
                "{'type':'pause'} | 'until':99999999999999999               | until   | must be from 1970-01-01T00:00:00Z to 2200-01-01",
                "{'type':'pause'} | 'from':'+1000000000-01-01T00:00:00Z','for':'1h' | from | to 2200-01-01T00:00:00Z",
                "{'type':'pause'} | 'from':2000,'until':1000                | until   | must end it after",
                "{'type':'pause'} | 'for':'1h','until':5                    | for     | stands beside until",
                "{'type':'pause'} | 'for':'1h','id':' '                     | id      | must not be empty",
                "{'type':'schedule','start':'0 8 * * *','lastingMs':5}              | 'reason':'' | action.min       | say min, max",
                "{'type':'schedule','min':2,'start':'99 8 * * *','lastingMs':5}     | 'reason':'' | action.start     | from 0 to 59",
                "{'type':'schedule','min':2,'start':'0 8 * * *','end':'x'}          | 'reason':'' | action.end       | five fields",
                "{'type':'schedule','min':2,'start':'0 8 * * *'}                    | 'reason':'' | action.end       | end or lastingMs",
                "{'type':'schedule','min':2,'start':'0 8 * * *','lastingMs':-5}     | 'reason':'' | action.lastingMs | to 31622400000",
                "{'type':'schedule','min':2,'start':'0 8 * * *','lastingMs':'1h'}   | 'reason':'' | action.lastingMs | to 31622400000",
                "{'type':'schedule','min':2,'start':'0 8 * * *','lastingMs':5,'zone':'Mars'} | 'reason':'' | action.zone | Europe/Berlin",
            })
    void what_is_out_of_bounds_names_the_field_and_what_is_allowed(
            String action, String others, String field, String allowed) throws Exception {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> OverrideForm.read(
                        "checkout", body("{'action':" + action + ",'owner':'kim'," + others + "}"), NOW));
        assertThat(refused.getMessage()).startsWith(field + " ").contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner", "id", "reason"})
    void a_text_that_is_too_long_names_its_field(String field) throws Exception {
        String others = field.equals("owner") ? "" : ",'owner':'kim'";
        ProblemException refused = catchThrowableOfType(
                ProblemException.class,
                () -> OverrideForm.read(
                        "checkout",
                        body("{'action':{'type':'pause'},'for':'1h','" + field + "':'" + "x".repeat(5_000) + "'"
                                + others + "}"),
                        NOW));
        assertThat(refused.getMessage())
                .startsWith(field + " must have at most ")
                .contains("not 5000");
    }

    private static JsonBody body(String json) throws IOException {
        return new JsonBody(new ObjectMapper().readTree(json.replace('\'', '"')), "");
    }
}
