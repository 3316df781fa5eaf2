package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonFaultTest {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(3)
                            .maxNumberLength(30)
                            .maxStringLength(10_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1                                | it ends too early, at line 1, column 8",
                "{\"a\": x}                               | 'x' is no value: texts stand in quotes, at line 1, column 7",
                "{a: 1}                                   | unexpected 'a', at line 1, column 2",
                "{\"a\": 1, \"a\": 2}                     | the field 'a' stands there twice, at line 1, column 13",
                "{\"a\": 1]                               | unexpected ']', at line 1, column 8",
                "{\"a\": NaN}                             | NaN is no number of JSON, at line 1, column 10",
                "{\"a\": 012}                             | a number that is written in no way of JSON, at line 1, column 8",
                "{\"a\": \"\\q\"}                         | a backslash before a character that needs none, at line 1, column 9",
                "[[[[1]]]]                                | it is nested too deep",
                "[1111111111111111111111111111111111111]  | a number that is too long",
            })
    void what_is_wrong_with_json_is_told_without_names_of_its_parser(String text, String told) {
        assertThat(JsonFault.describe(fault(JSON, text))).isEqualTo(told);
    }

    @Test
    void what_is_wrong_with_yaml_is_told_without_names_of_its_parser() {
        assertThat(JsonFault.describe(fault(new ObjectMapper(new YAMLFactory()), "a: b: c")))
                .isEqualTo("mapping values are not allowed here, at line 1, column 5");
    }

    private static JacksonException fault(ObjectMapper mapper, String text) {
        return catchThrowableOfType(JacksonException.class, () -> mapper.readTree(text));
    }
}
