package dev.sluice.executor.processes.setting;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program and its arguments, with placeholders such as {@code {port}}. No shell reads it: a value that replaces a
 * placeholder stays inside its word, and {@code $ | ; >} mean nothing.
 */
public record CommandTemplate(List<String> words) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");

    public CommandTemplate {
        words = List.copyOf(words);
    }

    /**
     * Splits a text at spaces. Quotes of both kinds keep spaces, and a backslash keeps the character after it (not
     * inside single quotes): {@code run --name 'my worker' --port {port}}.
     *
     * @throws IllegalArgumentException for an open quote, or for a placeholder that is none of {@code known}
     */
    static CommandTemplate parse(String text, Iterable<String> known) {
        CommandTemplate template = new CommandTemplate(split(text));
        for (String word : template.words) {
            Matcher placeholder = PLACEHOLDER.matcher(word);
            while (placeholder.find()) {
                require(placeholder.group(1), known);
            }
        }
        return template;
    }

    private static void require(String name, Iterable<String> known) {
        for (String one : known) {
            if (one.equals(name)) {
                return;
            }
        }
        throw new IllegalArgumentException("{" + name + "} is no placeholder; known are " + known);
    }

    /** The words of a text. */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                inWord = inWord && !words.add(word.toString());
                word.setLength(0);
            } else if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
                quote = quote == 0 ? c : 0;
                inWord = true;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote " + quote + " is not closed in: " + text);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    /** The words with these values for the placeholders. */
    public List<String> with(Map<String, String> values) {
        return words.stream()
                .map(word -> PLACEHOLDER
                        .matcher(word)
                        .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), ""))))
                .toList();
    }
}
