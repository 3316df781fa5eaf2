package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** Rightsizing of one service: observes what replicas use if the policy states bounds for their resources. */
public final class RightSizing {
    private Optional<ResourceLearner> learned = Optional.empty();

    /** Starts or stops as the policy in force asks; returns true if that changed. */
    public boolean policyChanged(Optional<ScalingPolicy> inForce) {
        boolean wanted = inForce.flatMap(p -> p.placement().size()).isPresent();
        if (wanted == learned.isPresent()) {
            return false;
        }
        learned = wanted ? Optional.of(new ResourceLearner()) : Optional.empty();
        return true;
    }

    public void observe(UsageReport report) {
        learned.ifPresent(sizes -> sizes.observe(report));
    }

    /** Takes in what the replicas served in a window. */
    public void closed(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        learned.ifPresent(sizes -> sizes.closed(window, policy.demand().signal(), serving(window, fleet)));
    }

    private static int serving(DemandWindow window, ServiceFleet fleet) {
        return Math.min(fleet.ready().orElse(window.instances()), fleet.ordered());
    }

    /** Returns the query for resources at {@code now} (ms); empty if the policy does not ask. */
    public Optional<RightSizingQuery> question(Optional<ScalingPolicy> inForce, Catalog declared, long now) {
        return inForce.flatMap(p -> p.placement()
                .size()
                .flatMap(terms ->
                        learned.map(sizes -> new RightSizingQuery(sizes, terms, p, firstPool(p, declared), now))));
    }

    /** Returns the first pool, in whose replicas the replica count is given. */
    private static Optional<Pool> firstPool(ScalingPolicy policy, Catalog declared) {
        return policy.placement().pools().stream().findFirst().flatMap(terms -> declared.pool(terms.pool()));
    }

    /** Returns true if there is something new to write. */
    public boolean changed() {
        return learned.map(ResourceLearner::changed).orElse(false);
    }

    /** Writes what was learned. */
    public void write(DataOutput out) throws IOException {
        if (learned.isPresent()) {
            learned.get().write(out);
        }
    }

    /** Writes what was collected since. */
    public void writeOpen(DataOutput out) throws IOException {
        out.writeBoolean(learned.isPresent());
        if (learned.isPresent()) {
            learned.get().writeOpen(out);
        }
    }

    public void readOpen(DataInput open, Optional<DataInput> written) throws IOException {
        learned = Optional.empty();
        if (open.readBoolean()) {
            ResourceLearner read = new ResourceLearner();
            read.readOpen(open);
            if (written.isPresent()) {
                read.read(written.get());
            }
            learned = Optional.of(read);
        }
    }
}
