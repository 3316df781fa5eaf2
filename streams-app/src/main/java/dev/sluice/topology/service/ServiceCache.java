package dev.sluice.topology.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The services in memory, at most as many as the limit: the cache makes room before a service comes in. About an eighth
 * leaves at once, so most new services cost no eviction. Example: with a limit of 800, the 801st service first reduces
 * the cache to 700.
 *
 * <p>Services usually report in the same order every round. Each service remembers the one that came after it, so most
 * lookups need no hashing.
 */
final class ServiceCache {
    /** One part in so many leaves at once, so that not every new service causes a search. */
    private static final int LEAVES = 8;

    private final Map<ServiceKey, LiveService> live = new HashMap<>(1024);
    private final List<LiveService> order = new ArrayList<>();
    private final SplittableRandom hand = new SplittableRandom(1);
    private final IntSupplier most;
    private final Consumer<LiveService> leaving;
    private @Nullable LiveService last;

    /**
     * Creates an empty cache.
     *
     * @param most maximum number of services, which may change
     * @param leaving called with each service that leaves
     */
    ServiceCache(IntSupplier most, Consumer<LiveService> leaving) {
        this.most = most;
        this.leaving = leaving;
    }

    Optional<LiveService> get(ServiceKey key) {
        LiveService expected = last == null ? null : last.next;
        LiveService found = expected != null && expected.key().equals(key) ? expected : live.get(key);
        if (found != null) {
            came(found);
        }
        return Optional.ofNullable(found);
    }

    private void came(LiveService found) {
        // writing a reference costs the collector work, even if it is the same as before
        if (last != null && last.next != found) {
            last.next = found;
        }
        last = found;
        found.used = true;
    }

    /** Adds a service that is not in the cache, after making room for it. */
    void put(LiveService service) {
        trim(Math.max(1, most.getAsInt()) - 1);
        live.put(service.key(), service);
        service.slot = order.size();
        order.add(service);
        came(service);
    }

    /** Removes a service without a call of {@code leaving}. */
    void remove(ServiceKey key) {
        LiveService service = live.get(key);
        if (service != null) {
            drop(service);
            forgetOrder();
        }
    }

    int size() {
        return live.size();
    }

    /** Evicts services if there are more than the limit, which may have been lowered. */
    void trim() {
        trim(Math.max(1, most.getAsInt()));
    }

    private void trim(int room) {
        if (live.size() > room) {
            forget(room - room / LEAVES);
        }
    }

    /**
     * Evicts random services that were not used since they were last looked at, until {@code left} remain (source: the
     * "second chance" algorithm of page replacement, with a random hand). Least recently used would be wrong here: if
     * services report in turn and there are too many, the least recently used one is the next to come.
     */
    private void forget(int left) {
        while (order.size() > left) {
            LiveService next = order.get(hand.nextInt(order.size()));
            if (next.used) {
                next.used = false;
            } else {
                drop(next);
                leaving.accept(next);
            }
        }
        forgetOrder();
    }

    private void drop(LiveService service) {
        live.remove(service.key());
        LiveService moved = order.remove(order.size() - 1);
        if (moved != service) {
            order.set(service.slot, moved);
            moved.slot = service.slot;
        }
    }

    private void forgetOrder() {
        order.forEach(service -> service.next = null);
        last = null;
    }
}
