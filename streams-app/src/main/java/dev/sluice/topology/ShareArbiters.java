package dev.sluice.topology;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** What the services of a task share, with one entry of the store for each claimant, written when it changed. */
final class ShareArbiters {
    private final KeyValueStore<String, byte[]> store;
    private final Map<SharedResource, ShareArbiter> hubs = new HashMap<>();

    ShareArbiters(KeyValueStore<String, byte[]> store) {
        this.store = store;
        load();
    }

    private void load() {
        Map<SharedResource, List<ShareEntry>> entries = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                ShareEntry entry = ShareEntry.read(next.value);
                entries.computeIfAbsent(entry.claim().share(), share -> new ArrayList<>())
                        .add(entry);
            }
        }
        entries.forEach((share, held) -> hubs.put(share, ShareArbiter.of(share, held)));
    }

    /** What is claimed here. */
    List<SharedResource> known() {
        return List.copyOf(hubs.keySet());
    }

    /** Takes in a claim: the grants that change. */
    List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now) {
        SharedResource share = claim.share();
        ShareArbiter hub = hubs.computeIfAbsent(share, unclaimed -> ShareArbiter.of(unclaimed, List.of()));
        List<SharedGrant> changed = hub.claim(claim, declared, now);
        write(share, hub, claim.service());
        changed.forEach(grant -> write(share, hub, grant.service()));
        return changed;
    }

    /** Looks again at what is shared: the grants that change because of time, or because something was declared anew. */
    List<SharedGrant> review(SharedResource share, Catalog declared, Instant now) {
        ShareArbiter hub = Objects.requireNonNull(hubs.get(share));
        List<SharedGrant> changed = hub.review(declared, now);
        changed.forEach(grant -> write(share, hub, grant.service()));
        hub.forget(declared, now).forEach(service -> write(share, hub, service));
        return changed;
    }

    private void write(SharedResource share, ShareArbiter hub, String service) {
        String key = share.kind() + "/" + share.name() + "/" + service;
        hub.entry(service).ifPresentOrElse(entry -> store.put(key, entry.bytes()), () -> store.delete(key));
    }
}
