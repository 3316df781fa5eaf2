package dev.sluice.config.record.check;

import java.util.ArrayList;
import java.util.List;

/** All that is wrong with a record, rather than the first. */
public final class AllFindings extends Finding {
    private final List<String> details = new ArrayList<>();

    @Override
    public Finding impossible(String detail) {
        details.add(detail);
        return this;
    }

    /** One sentence for each, which begins with the name of a field, such as {@code pools[2].min is -1}. */
    public List<String> details() {
        return details;
    }
}
