package dev.sluice.config;

import dev.sluice.schemas.RegistrySettings;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * What of the settings may be printed. A value may only where its key is known, is no password's, and the value has a shape
 * in which no password can be; all else is hidden, whatever it is called: a misspelled key says nothing of its value.
 */
final class Secrets {
    static final String HIDDEN = "[hidden]";

    private static final Pattern SECRET_NAMES = Pattern.compile(
            "password|passwd|secret|token|jaas|user\\.info|credential|\\.key$|private|auth\\.",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE_NAMES = Pattern.compile("\\.(file|location|dir|directory)$");
    /** A path that says so itself: what else stands where a file of a secret is named may be the secret. */
    private static final Pattern PATH = Pattern.compile("(~|\\.{1,2}|[A-Za-z]:)?[/\\\\].*");

    private static final Pattern ADDRESS_NAMES =
            Pattern.compile("url|uri|endpoint|address|servers", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?");
    /** What stands in front of an address in a list of the pools'. */
    private static final Pattern POOL = Pattern.compile("^[A-Za-z0-9_./-]{0,100}=");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,30}(\\.[a-z0-9_-]{1,30}){0,9}");

    private Secrets() {}

    /** Whether the value of a setting may be printed, given what defines it; nothing does where it is unknown. */
    static boolean isPrintable(String name, List<ConfigKey> definitions, String value) {
        boolean known =
                !definitions.isEmpty() && definitions.stream().noneMatch(key -> key.type == ConfigDef.Type.PASSWORD);
        return known && (!SECRET_NAMES.matcher(name).find() || isPath(name, value)) && isPlain(name, value);
    }

    /** Where a secret is kept is none. */
    private static boolean isPath(String name, String value) {
        return FILE_NAMES.matcher(name).find() && PATH.matcher(value).matches();
    }

    private static boolean isPlain(String name, String value) {
        if (value.contains("@")) {
            return false;
        }
        boolean address = value.contains("//") || ADDRESS_NAMES.matcher(name).find();
        return !address || Arrays.stream(value.split(",")).map(String::strip).allMatch(Secrets::isAddress);
    }

    /** Whether a text is a host or the address of one, without a user. */
    private static boolean isAddress(String text) {
        String address = POOL.matcher(text).replaceFirst("");
        return HOST.matcher(address).matches()
                || RegistrySettings.printable(address).equals(address);
    }

    /** A key as it may be printed: hidden where it does not look like one, as a line of a key file does. */
    static String key(String key) {
        return NAME.matcher(key).matches() ? key : HIDDEN;
    }
}
