package dev.sluice.ingest.mapping;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that are made of attributes, such as {@code {k8s.namespace.name}/{service.name}}: the first one counts that can be made. */
record NameTemplates(List<String> templates) {
    private static final Pattern ATTRIBUTE = Pattern.compile("\\{([^{}]+)}");

    NameTemplates {
        templates = List.copyOf(templates);
    }

    boolean isEmpty() {
        return templates.isEmpty();
    }

    /** The name; empty where none of them has all of its attributes. */
    Optional<String> name(Attributes attributes) {
        return templates.stream()
                .flatMap(template -> filled(template, attributes).stream())
                .findFirst();
    }

    private static Optional<String> filled(String template, Attributes attributes) {
        Matcher matcher = ATTRIBUTE.matcher(template);
        StringBuilder name = new StringBuilder();
        while (matcher.find()) {
            Optional<String> value = attributes.get(matcher.group(1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            matcher.appendReplacement(name, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(matcher.appendTail(name).toString());
    }
}
