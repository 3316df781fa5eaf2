package dev.sluice.config;

import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used, with everything that is wrong with them. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<SettingError> errors;

    InvalidSettingsException(String source, List<SettingError> errors) {
        super(errors.stream()
                .map(SettingError::toString)
                .collect(Collectors.joining("\n  ", "settings of " + source + " are wrong:\n  ", "")));
        this.errors = List.copyOf(errors);
    }

    /** Everything that is wrong, sorted by key. */
    public List<SettingError> errors() {
        return errors;
    }
}
