package dev.sluice.topology;

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
 * The services in memory, never more than the limit: there is room before one comes in.
 *
 * <p>Reports come round: mostly it is the service that came after this one before, and need not be looked up.
 */
final class ServiceCache {
    /** The part of the limit that leaves at once, so that not every newcomer costs a search. */
    private static final int LEAVES = 8;

    private final Map<ServiceKey, LiveService> live = new HashMap<>(1024);
    private final List<LiveService> order = new ArrayList<>();
    private final SplittableRandom hand = new SplittableRandom(1);
    private final IntSupplier most;
    private final Consumer<LiveService> leaving;
    private @Nullable LiveService last;

    /**
     * An empty cache.
     *
     * @param most services that it may hold, which may change
     * @param leaving told of each service that leaves
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
        if (last != null) {
            last.next = found;
        }
        last = found;
        found.used = true;
    }

    /** Takes in a service that is not there, after others have made room for it. */
    void put(LiveService service) {
        trim(Math.max(1, most.getAsInt()) - 1);
        live.put(service.key(), service);
        service.slot = order.size();
        order.add(service);
        came(service);
    }

    /** Drops a service, of which nothing is told. */
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

    /** Lets services go where there are more than the limit, which may have been lowered. */
    void trim() {
        trim(Math.max(1, most.getAsInt()));
    }

    private void trim(int room) {
        if (live.size() > room) {
            forget(room - room / LEAVES);
        }
    }

    /**
     * Lets services go until so many are left: any that nothing came for since it was last looked at (source: the "second
     * chance" of page replacement, with a hand that falls anywhere). Not the least recently used one: where all report in
     * turn and there are too many, that is the next to come.
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
