package dev.sluice.http.routing;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The path of a route: segments, of which those in braces take any value: {@code /services/{service}/costs}. */
public record PathTemplate(String text, List<String> segments) {
    static PathTemplate of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + text);
        }
        return new PathTemplate(text, split(text));
    }

    /** The segments of a path; each is still encoded as it came. */
    public static List<String> split(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    /** The values of the names, decoded by {@code decode}; empty where the path is another. */
    Optional<Map<String, String>> match(List<String> path) {
        if (path.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String segment = segments.get(i);
            if (isName(segment)) {
                values.put(segment.substring(1, segment.length() - 1), path.get(i));
            } else if (!segment.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static boolean isName(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }
}
