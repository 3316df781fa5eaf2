package dev.sluice.schemas;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of the topics behind a prefix, so that several installations share one cluster. */
public record Topics(String prefix) {
    /** Setting that holds the prefix. */
    public static final String PREFIX_SETTING = "topic.prefix";

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]*");

    public Topics {
        if (!LEGAL.matcher(prefix).matches()) {
            throw new IllegalArgumentException(PREFIX_SETTING + "=" + prefix
                    + ": a topic's name is made of letters, digits, dots, underscores and hyphens");
        }
    }

    /** The topics under their plain names. */
    public static Topics plain() {
        return new Topics("");
    }

    /** Name of a topic in the cluster. */
    public String name(Topic topic) {
        return prefix + topic.plainName();
    }

    /** Subject that a topic's values are registered under. */
    public String subject(Topic topic) {
        return name(topic) + "-value";
    }

    /** Names of all topics. */
    public List<String> names() {
        return Arrays.stream(Topic.values()).map(this::name).toList();
    }

    /** The topic of that name in the cluster, if it is one of ours. */
    public Optional<Topic> named(String name) {
        return Arrays.stream(Topic.values()).filter(t -> name(t).equals(name)).findFirst();
    }
}
