package dev.sluice.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The services of one task as live objects in front of the stores: read from them when first needed, written to them
 * before each commit where something changed, or when they have to leave memory.
 */
final class LiveServices implements LiveService.Keeper {
    /** What inputs may hold in memory before the services are written, bytes. */
    private static final int MOST_REMEMBERED = 32 << 20;

    private final ServiceStates states;
    private final ServiceCache cache;
    private final Set<LiveService> changed = new LinkedHashSet<>();
    private final List<Failed> failed = new ArrayList<>();
    private int remembered;

    /**
     * The services of one task.
     *
     * @param states what is kept of them
     * @param mostLive services that are kept in memory
     */
    LiveServices(ServiceStates states, IntSupplier mostLive) {
        this.states = states;
        this.cache = new ServiceCache(mostLive, this::leaves);
    }

    /** The service, read from the stores where it is not live; a new one where it is not known. */
    LiveService get(ServiceKey key) {
        return cache.get(key).orElseGet(() -> load(key));
    }

    /** The service, where anything is known of it. */
    Optional<LiveService> find(ServiceKey key) {
        Optional<LiveService> live = cache.get(key);
        return live.isPresent() || !states.knows(key.service()) ? live : Optional.of(load(key));
    }

    private LiveService load(ServiceKey key) {
        LiveService loaded = new LiveService(key, states, this);
        cache.put(loaded);
        return loaded;
    }

    @Override
    public void took(LiveService service, Input input) {
        changed.add(service);
        remembered += input.bytes();
    }

    @Override
    public void failed(Input input, Throwable why) {
        failed.add(new Failed(input, why));
    }

    /** Services that changed since the last commit. */
    int changed() {
        return changed.size();
    }

    /** Whether so much was taken in since the services were written that they should be. */
    boolean isToBeWritten() {
        return remembered > MOST_REMEMBERED;
    }

    /** Writes what changed since the last commit. */
    void write() {
        changed.forEach(LiveService::write);
        changed.clear();
        remembered = 0;
        cache.trim();
    }

    private void leaves(LiveService service) {
        if (changed.remove(service)) {
            service.write();
        }
    }

    /** The inputs that only failed when their services were written, since this was last asked. */
    List<Failed> failed() {
        List<Failed> all = List.copyOf(failed);
        failed.clear();
        return all;
    }

    /** An input whose service could not be written after it, and why. */
    record Failed(Input input, Throwable why) {}

    /** Deletes all that is known of a service, in memory and in the stores, but not its policy. */
    void delete(LiveService service) {
        changed.remove(service);
        cache.remove(service.key());
        states.delete(service.service());
    }
}
