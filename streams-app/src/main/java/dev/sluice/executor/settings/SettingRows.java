package dev.sluice.executor.settings;

import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Defines settings, one a row: name, default, what it may be, meaning. */
public final class SettingRows {
    private final ConfigDef definition;

    public SettingRows(ConfigDef definition) {
        this.definition = definition;
    }

    /** Any text. */
    public SettingRows text(String name, String otherwise, String meaning) {
        definition.define(name, ConfigDef.Type.STRING, otherwise, Importance.MEDIUM, meaning);
        return this;
    }

    /** A text that {@code read} does not throw {@link IllegalArgumentException} at. */
    public SettingRows readable(String name, String otherwise, String says, Consumer<Object> read, String meaning) {
        definition.define(
                name, ConfigDef.Type.STRING, otherwise, Validators.readable(says, read), Importance.MEDIUM, meaning);
        return this;
    }

    /** A list of words that {@code read} does not throw {@link IllegalArgumentException} at. */
    public SettingRows list(String name, String otherwise, String says, Consumer<Object> read, String meaning) {
        definition.define(
                name, ConfigDef.Type.LIST, otherwise, Validators.readable(says, read), Importance.MEDIUM, meaning);
        return this;
    }

    /** A whole number from 0. */
    public SettingRows whole(String name, long otherwise, String meaning) {
        definition.define(name, ConfigDef.Type.LONG, otherwise, Range.atLeast(0), Importance.MEDIUM, meaning);
        return this;
    }

    /** A count from this on. */
    public SettingRows count(String name, int otherwise, int least, String meaning) {
        definition.define(name, ConfigDef.Type.INT, otherwise, Range.atLeast(least), Importance.MEDIUM, meaning);
        return this;
    }

    /** A port, or 0 for none. */
    public SettingRows port(String name, String meaning) {
        return port(name, 0, meaning);
    }

    /** A port, or 0, whose meaning is stated. */
    public SettingRows port(String name, int otherwise, String meaning) {
        definition.define(name, ConfigDef.Type.INT, otherwise, Range.between(0, 65_535), Importance.MEDIUM, meaning);
        return this;
    }
}
