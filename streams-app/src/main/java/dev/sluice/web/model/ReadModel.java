package dev.sluice.web.model;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.web.model.series.MemoryShare;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What the topics say lately: of every service, pool and tenant. Its time is the wall clock's, or that of the records. */
public final class ReadModel {
    private final MemoryShare memory;
    private final long kept;
    private final Optional<InstantSource> clock;
    private final Map<String, ServiceView> services = new ConcurrentHashMap<>();
    private final Map<String, Pool> pools = new ConcurrentSkipListMap<>();
    private final Map<String, MonthlyBudget> budgets = new ConcurrentSkipListMap<>();
    private final DeadLetterCounts deadLetters = new DeadLetterCounts();
    private final LatestChanges latest = new LatestChanges();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicLong newest = new AtomicLong();
    private final AtomicLong newestReadAt = new AtomicLong();
    private final AtomicLong notShown = new AtomicLong();
    private volatile BooleanSupplier catchingUp = () -> false;
    private volatile String preparing = "";

    /**
     * @param history how much of the past is kept
     * @param clock the time of now; empty where the records tell it
     */
    public ReadModel(Duration history, Optional<InstantSource> clock) {
        this(history, clock, MemoryShare.ofThisProcess());
    }

    ReadModel(Duration history, Optional<InstantSource> clock, MemoryShare memory) {
        this.kept = history.toMillis();
        this.clock = clock;
        this.memory = memory;
    }

    /** Now, epoch ms. */
    public long now() {
        return clock.map(InstantSource::millis).orElseGet(newest::get);
    }

    /** Says who tells whether what was read last is of the past. */
    public void catchesUpWhile(BooleanSupplier catching) {
        catchingUp = catching;
    }

    /** Says why no service is shown as it is yet; empty: they are. */
    public void preparing(String why) {
        preparing = why;
    }

    public String preparing() {
        return preparing;
    }

    /** When the newest decision of all was made, epoch ms; 0 before the first. */
    public long newestDecision() {
        return newest.get();
    }

    public Collection<ServiceView> services() {
        return services.values();
    }

    public Optional<ServiceView> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    public Set<String> names() {
        return new TreeSet<>(services.keySet());
    }

    /** Pools that are declared, by name. */
    public Map<String, Pool> pools() {
        return pools;
    }

    /** Budgets of tenants, by name. */
    public Map<String, MonthlyBudget> budgets() {
        return budgets;
    }

    public DeadLetterCounts deadLetters() {
        return deadLetters;
    }

    /** Decisions that changed a size lately, of all services. */
    LatestChanges latestChanges() {
        return latest;
    }

    /** Services that changed since this was asked last. */
    public Set<String> takeChanged(int most) {
        Set<String> taken = changed.stream().limit(most).collect(Collectors.toCollection(TreeSet::new));
        changed.removeAll(taken);
        return taken;
    }

    /** Records of services for which there was no memory. */
    public long notShown() {
        return notShown.get();
    }

    /** The service, which is made where there is memory for one more. */
    Optional<ServiceView> serviceOrNew(String name) {
        ServiceView known = services.get(name);
        if (known == null && memory.admit()) {
            known = new ServiceView(
                    name, new ServiceHistory(memory, kept), latest, () -> catchingUp.getAsBoolean(), this::preparing);
            services.put(name, known);
        }
        if (known == null) {
            notShown.incrementAndGet();
        }
        return Optional.ofNullable(known);
    }

    /** Whether the records tell the time. */
    public boolean isTimeOfRecords() {
        return clock.isEmpty();
    }

    /** How much of the past is kept, ms. */
    public long keptMs() {
        return kept;
    }

    /** A decision of the future counts as one of now: else nothing that follows it would be news. */
    void decidedAt(long time) {
        long at = clock.map(own -> Math.min(time, own.millis())).orElse(time);
        if (at > newest.getAndAccumulate(at, Math::max)) {
            newestReadAt.set(System.currentTimeMillis());
        }
    }

    /** How long ago the newest decision was made, or was read where the records tell the time, ms; empty before the first. */
    public OptionalLong newestAgeMs() {
        long at = clock.isEmpty() ? newestReadAt.get() : newest.get();
        return at == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, System.currentTimeMillis() - at));
    }

    void changed(String service) {
        changed.add(service);
    }

    /** What was read of the past is the present now. */
    public void caughtUp() {
        changed.addAll(services.keySet());
    }

    /** Gives back memory that is over the services' shares, and drops services that went without a policy. */
    void trim() {
        long now = now();
        latest.trim(now - kept);
        services.values().forEach(service -> service.trim(now));
        services.values().removeIf(service -> {
            boolean gone = service.policy().isEmpty()
                    && service.decidedAt().filter(at -> at >= now - kept).isEmpty();
            if (gone) {
                memory.leave();
            }
            return gone;
        });
    }

    /** Bytes of all services' histories. */
    public long bytes() {
        return services.values().stream().mapToLong(ServiceView::bytes).sum();
    }
}
