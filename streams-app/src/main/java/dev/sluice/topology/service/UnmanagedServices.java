package dev.sluice.topology.service;

import dev.sluice.topology.timing.ElapsedTime;
import dev.sluice.topology.timing.Leases;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The services of a task that report and have no policy: only so many are kept, and each only for a day after its last
 * report. Nobody asked for them, and names that are made up, or change with every start, would otherwise stay for ever.
 */
public final class UnmanagedServices {
    private static final Duration KEPT = Duration.ofDays(1);

    /** In event time a gap in a recording is no day without reports. */
    private static final Duration LONGEST_STEP = Duration.ofHours(1);

    private final IntSupplier most;
    private final Leases leases = new Leases(KEPT);
    private final ElapsedTime clock = new ElapsedTime(LONGEST_STEP.toMillis());
    private long elapsed;

    /**
     * Those of a task that starts.
     *
     * @param most how many are kept, which may change
     */
    public UnmanagedServices(IntSupplier most, Collection<String> known) {
        this.most = most;
        known.forEach(service -> leases.renew(service, 0));
    }

    /** Whether one more is kept. */
    public boolean haveRoom() {
        return leases.size() < most.getAsInt();
    }

    /** A service without a policy has reported. */
    public void heard(String service) {
        leases.renew(service, elapsed);
    }

    /** A service has a policy now, or is gone. */
    public void leaves(String service) {
        leases.end(service);
    }

    /** Notes that it is {@code now} (ms): the services that have not reported for a day. */
    public List<String> expired(long now) {
        elapsed = clock.at(now);
        return leases.lapsed(elapsed);
    }
}
