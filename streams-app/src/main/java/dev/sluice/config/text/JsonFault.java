package dev.sluice.config.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.sluice.schemas.ShortText;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What is wrong with a text that is no JSON, or no YAML, and where, in words for people: Jackson's own are for programmers. */
public final class JsonFault {
    private static final int LONGEST = 40;

    /** What Jackson says, and what a person is told. The first group is what stands there. */
    private static final List<Known> KNOWN = List.of(
            new Known("Duplicate field '(.*)'", "the field '%s' stands there twice"),
            new Known("Unexpected character \\('(.*)' \\(code .*", "unexpected '%s'"),
            new Known("Unexpected character .*", "an unexpected character"),
            new Known("Unexpected close marker '(.)'.*", "unexpected '%s'"),
            new Known("Unrecognized token '(.*?)'.*", "'%s' is no value: texts stand in quotes"),
            new Known("Non-standard token '(.*?)'.*", "%s is no number of JSON"),
            new Known("Illegal unquoted character .*", "a line break or another control character in a text"),
            new Known("Unrecognized character escape .*", "a backslash before a character that needs none"),
            new Known("Invalid numeric value: .*", "a number that is written in no way of JSON"),
            new Known("Invalid UTF-?8.*", "a character that is not in UTF-8"),
            new Known("Document nesting depth .*", "it is nested too deep"),
            new Known("String value length .*", "a text that is too long"),
            new Known("Number value length .*", "a number that is too long"));

    private JsonFault() {}

    private record Known(Pattern said, String words) {
        Known(String said, String words) {
            this(Pattern.compile(said, Pattern.DOTALL), words);
        }

        Optional<String> of(String message) {
            Matcher matcher = said.matcher(message);
            return matcher.matches()
                    ? Optional.of(
                            matcher.groupCount() == 0
                                    ? words
                                    : words.formatted(ShortText.of(matcher.group(1), LONGEST)))
                    : Optional.empty();
        }
    }

    /** Returns what is wrong and where, such as {@code it ends too early, at line 1, column 10}. */
    public static String describe(JacksonException error) {
        JsonLocation at = error.getLocation();
        return words(error) + (at == null ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    private static String words(JacksonException error) {
        if (error instanceof JsonEOFException) {
            return "it ends too early";
        }
        if (error.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
            return yaml.getProblem();
        }
        String said = String.valueOf(error.getOriginalMessage());
        return KNOWN.stream()
                .flatMap(known -> known.of(said).stream())
                .findFirst()
                .orElse(error instanceof StreamConstraintsException ? "it is too large" : "it is malformed");
    }
}
