package dev.sluice.config;

import java.util.regex.Pattern;

/** What must not be printed. */
final class Secrets {
    static final String HIDDEN = "[hidden]";

    private static final Pattern NAMES = Pattern.compile(
            "password|secret|token|jaas|user\\.info|credential|\\.key$|keystore\\.key|private",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_URL = Pattern.compile("//[^/@]*@");

    private Secrets() {}

    /** The value as it may be printed. */
    static String hide(String key, String value) {
        if (NAMES.matcher(key).find()) {
            return HIDDEN;
        }
        return IN_URL.matcher(value).replaceAll("//" + HIDDEN + "@");
    }
}
