package dev.sluice.topology.service;

import dev.sluice.topology.store.ServiceStates;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The services of one task as live objects in front of the stores.
 *
 * <p>A service is loaded from the stores when it is first needed. It is written back before each commit if it changed,
 * and when it is evicted from memory. So a service that gets a hundred reports between two commits is written once.
 */
public final class LiveServices implements LiveService.Keeper {
    /** The maximum memory of the inputs that are kept until the services are written, bytes. */
    private static final int MOST_REMEMBERED = 32 << 20;

    private final ServiceStates states;
    private final ServiceCache cache;
    private final Set<LiveService> changed = new LinkedHashSet<>();
    private final InputLog log = new InputLog();
    private final List<Failed> failed = new ArrayList<>();
    private int remembered;

    /**
     * Creates the services of one task.
     *
     * @param states stored state of the services
     * @param mostLive maximum number of services in memory
     */
    public LiveServices(ServiceStates states, IntSupplier mostLive) {
        this.states = states;
        this.cache = new ServiceCache(mostLive, this::leaves);
    }

    /** Returns the service, loaded from the stores if it is not in memory; a new one if it is unknown. */
    public LiveService get(ServiceKey key) {
        return cache.get(key).orElseGet(() -> load(key));
    }

    /** Returns the service; empty if nothing is known of it. */
    public Optional<LiveService> find(ServiceKey key) {
        Optional<LiveService> live = cache.get(key);
        return live.isPresent() || !states.knows(key.service()) ? live : Optional.of(load(key));
    }

    private LiveService load(ServiceKey key) {
        LiveService loaded = new LiveService(key, states, log, this);
        cache.put(loaded);
        return loaded;
    }

    @Override
    public void changed(LiveService service) {
        changed.add(service);
    }

    @Override
    public void remembers(Input input) {
        remembered += input.bytes();
    }

    @Override
    public void failed(Input input, Throwable why) {
        failed.add(new Failed(input, why));
    }

    /** Returns the number of services that changed since the last commit. */
    public int changed() {
        return changed.size();
    }

    /** Returns true if the inputs since the last write hold so much memory that the services should be written. */
    public boolean isToBeWritten() {
        return remembered > MOST_REMEMBERED;
    }

    /** Writes the services that changed since the last commit. */
    public void write() {
        changed.forEach(LiveService::write);
        changed.clear();
        log.clear();
        remembered = 0;
        cache.trim();
    }

    private void leaves(LiveService service) {
        if (changed.remove(service)) {
            service.write();
        }
    }

    /** Returns true if an input failed only when its service was written. */
    public boolean hasFailed() {
        return !failed.isEmpty();
    }

    /** Returns and clears the inputs that failed only when their services were written. */
    public List<Failed> failed() {
        List<Failed> all = List.copyOf(failed);
        failed.clear();
        return all;
    }

    /** An input that made its service impossible to write, and why. */
    public record Failed(Input input, Throwable why) {}

    /** Deletes everything known of a service, in memory and in the stores, except its policy. */
    public void delete(LiveService service) {
        changed.remove(service);
        cache.remove(service.key());
        states.delete(service.service());
    }
}
