package dev.sluice.config;

/**
 * What is wrong with one setting.
 *
 * @param key the setting
 * @param value what it was set to, a secret hidden; empty where it is missing
 * @param why what is wrong
 */
public record SettingError(String key, String value, String why) {
    @Override
    public String toString() {
        return value.isEmpty() ? key + ": " + why : key + "=" + value + ": " + why;
    }
}
