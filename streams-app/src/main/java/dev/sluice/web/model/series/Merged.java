package dev.sluice.web.model.series;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Two rings that share records, as one list. */
public final class Merged {
    private Merged() {}

    public static List<RecordRing.Kept> of(List<RecordRing.Kept> a, List<RecordRing.Kept> b) {
        Set<byte[]> known = Collections.newSetFromMap(new IdentityHashMap<>());
        List<RecordRing.Kept> all = new ArrayList<>();
        for (RecordRing.Kept kept : b) {
            known.add(kept.value());
            all.add(kept);
        }
        a.stream().filter(kept -> !known.contains(kept.value())).forEach(all::add);
        all.sort(Comparator.comparingLong(RecordRing.Kept::at));
        return all;
    }
}
