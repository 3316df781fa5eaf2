package dev.sluice.topology.shares;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.allocation.shared.SharedResource;
import dev.sluice.control.message.Catalog;
import dev.sluice.topology.store.LostState;
import dev.sluice.topology.timing.ElapsedTime;
import dev.sluice.topology.timing.Leases;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the services of a task share, with one entry of the store for each claimant, written when it changed.
 *
 * <p>A claim is held on a lease that the service renews while it reports or its replicas are ready (every ten minutes for a pool, every hour for
 * money): who is not heard of for several renewals holds nothing any more. Where few share something, each claim is
 * answered at once; where many do, those of a tenth of a second together, so that a window of n services costs a bounded
 * number of looks at n claims and not n of them.
 */
final class ShareArbiters {
    private static final Logger LOG = LoggerFactory.getLogger(ShareArbiters.class);

    /** Most claimants whose claims are each answered at once. */
    static final int ANSWERED_AT_ONCE = 64;

    private static final Duration LEASE_OF_POOL = Duration.ofHours(1);
    private static final Duration LEASE_OF_MONEY = Duration.ofHours(3);

    /** A renewal of a pool's lease: in event time, time passes from one to the next. */
    private static final Duration LONGEST_STEP = Duration.ofMinutes(10);

    private final KeyValueStore<String, byte[]> store;
    private final Map<SharedResource, Shared> shared = new HashMap<>();
    private final ElapsedTime clock = new ElapsedTime(LONGEST_STEP.toMillis());
    private long elapsed;

    /** One thing that is shared, the leases of its claims, and who waits for an answer. */
    private record Shared(ShareArbiter hub, Leases leases, Set<String> asking) {
        static Shared of(SharedResource share, List<ShareEntry> held) {
            boolean pool = share.kind() == SharedResource.Kind.POOL;
            Shared shared = new Shared(
                    ShareArbiter.of(share, held), new Leases(pool ? LEASE_OF_POOL : LEASE_OF_MONEY), new HashSet<>());
            held.forEach(entry -> shared.leases.renew(entry.claim().service(), 0));
            return shared;
        }
    }

    ShareArbiters(KeyValueStore<String, byte[]> store, LostState lost) {
        this.store = store;
        load(lost);
    }

    private void load(LostState lost) {
        Map<SharedResource, List<ShareEntry>> entries = new HashMap<>();
        List<String> unreadable = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> next = all.next();
                try {
                    ShareEntry entry = ShareEntry.read(next.value);
                    entries.computeIfAbsent(entry.claim().share(), share -> new ArrayList<>())
                            .add(entry);
                } catch (IOException e) {
                    unreadable.add(next.key);
                    lost.piece("claim", next.key, e, "it is known again when the service renews it");
                }
            }
        }
        unreadable.forEach(store::delete);
        entries.forEach((share, held) -> shared.put(share, Shared.of(share, held)));
    }

    /** What is claimed here. */
    List<SharedResource> known() {
        return List.copyOf(shared.keySet());
    }

    /** Notes what time it is, by which leases end. */
    void passed(Instant now) {
        elapsed = clock.at(now.toEpochMilli());
    }

    /** Takes in a claim: the grants that change, where the claim is answered at once. */
    List<SharedGrant> claim(SharedClaim claim, Catalog declared, Instant now) {
        SharedResource share = claim.share();
        Shared of = shared.computeIfAbsent(share, unclaimed -> Shared.of(unclaimed, List.of()));
        of.hub.take(claim, now);
        of.leases.renew(claim.service(), elapsed);
        of.asking.add(claim.service());
        if (of.hub.size() <= ANSWERED_AT_ONCE) {
            return review(share, declared, now);
        }
        write(share, of, claim.service());
        return List.of();
    }

    /** Answers the claims that wait for it. */
    List<SharedGrant> answer(Catalog declared, Instant now) {
        List<SharedGrant> changed = new ArrayList<>();
        for (SharedResource share : known()) {
            if (!Objects.requireNonNull(shared.get(share)).asking.isEmpty()) {
                changed.addAll(review(share, declared, now));
            }
        }
        return changed;
    }

    /** Looks again at what is shared: the grants that change because of claims, time, or other declarations. */
    List<SharedGrant> review(SharedResource share, Catalog declared, Instant now) {
        Shared of = Objects.requireNonNull(shared.get(share));
        of.leases.lapsed(elapsed).forEach(service -> giveUp(share, of, service));
        Set<String> asking = Set.copyOf(of.asking);
        of.asking.clear();
        List<SharedGrant> changed = of.hub.review(declared, now, asking);
        asking.forEach(service -> write(share, of, service));
        changed.forEach(grant -> write(share, of, grant.service()));
        of.hub.forget(declared, now).forEach(service -> write(share, of, service));
        return changed;
    }

    private void giveUp(SharedResource share, Shared of, String service) {
        LOG.info(
                "{} has not renewed its claim of {} {}: what it held is free again",
                service,
                share.kind(),
                share.name());
        of.hub.withdraw(service);
        write(share, of, service);
    }

    private void write(SharedResource share, Shared of, String service) {
        String key = share.kind() + "/" + share.name() + "/" + service;
        of.hub.entry(service).ifPresentOrElse(entry -> store.put(key, entry.bytes()), () -> {
            of.leases.end(service);
            store.delete(key);
        });
    }
}
