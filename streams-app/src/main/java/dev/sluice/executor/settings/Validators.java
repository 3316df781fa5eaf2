package dev.sluice.executor.settings;

import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** Validators of settings that are valid where they can be read. */
public final class Validators {
    private Validators() {}

    /**
     * Refuses what {@code read} throws {@link IllegalArgumentException} at.
     *
     * @param says what the setting may be, for the reference of settings
     */
    public static Validator readable(String says, Consumer<Object> read) {
        return LambdaValidator.with(
                (name, value) -> {
                    try {
                        read.accept(value);
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> says);
    }
}
