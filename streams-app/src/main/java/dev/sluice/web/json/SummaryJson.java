package dev.sluice.web.json;

import dev.sluice.web.model.summary.Summary;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a summary, to which more are added. */
public final class SummaryJson {
    private SummaryJson() {}

    public static Map<String, @Nullable Object> of(Summary summary) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        try {
            for (RecordComponent component : Summary.class.getRecordComponents()) {
                fields.put(component.getName(), component.getAccessor().invoke(summary));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's components are public", e);
        }
        return fields;
    }
}
