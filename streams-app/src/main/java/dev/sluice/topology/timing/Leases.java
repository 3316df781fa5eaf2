package dev.sluice.topology.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who was heard of last, and who not for too long. A claim of what services share is held on a lease: a service renews it
 * while it reports, and one that is gone does not keep from others what it held.
 */
public final class Leases {
    private final long length;
    private final LinkedHashMap<String, Long> renewed = new LinkedHashMap<>(16, .75f, true);

    public Leases(Duration length) {
        this.length = length.toMillis();
    }

    /** Begins or renews the lease of a service at {@code elapsed} (ms). */
    public void renew(String service, long elapsed) {
        renewed.put(service, elapsed);
    }

    public void end(String service) {
        renewed.remove(service);
    }

    boolean holds(String service) {
        return renewed.containsKey(service);
    }

    public int size() {
        return renewed.size();
    }

    /** Ends the leases that were not renewed for their length by {@code elapsed} (ms), the longest silent first. */
    public List<String> lapsed(long elapsed) {
        List<String> lapsed = new ArrayList<>();
        for (Map.Entry<String, Long> lease : renewed.entrySet()) {
            if (lease.getValue() + length > elapsed) {
                break;
            }
            lapsed.add(lease.getKey());
        }
        lapsed.forEach(renewed::remove);
        return lapsed;
    }
}
