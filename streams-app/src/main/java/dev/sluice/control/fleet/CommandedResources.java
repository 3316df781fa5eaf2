package dev.sluice.control.fleet;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.DominantShare;
import dev.sluice.policy.Resources;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** The commanded resources of one replica, and how they change what a replica serves and costs. Part of the state. */
public final class CommandedResources {
    private Optional<Resources> stated = Optional.empty();
    private Optional<Resources> size = Optional.empty();
    private double factor = 1;

    /** Returns the resources of each replica; empty while none were commanded. */
    public Optional<Resources> size() {
        return size;
    }

    /** Returns the resources to which the stated rate of a replica applies; empty while none were commanded. */
    public Optional<Resources> stated() {
        return stated;
    }

    /** Returns what a replica serves now, as a multiple of the stated rate. */
    public double factor() {
        return factor;
    }

    /** Notes a command for resources: {@code before} is what ran, to which the stated rate applies. */
    public void command(Resources next, Optional<Resources> before, double multiple) {
        stated = stated.or(() -> before);
        size = Optional.of(next);
        factor = multiple;
    }

    /** Leaves the resources to the platform again. */
    void release() {
        stated = Optional.empty();
        size = Optional.empty();
        factor = 1;
    }

    /** Returns the pool with the price of a replica with the present resources. */
    public Pool priced(Pool pool) {
        return size.flatMap(given -> DominantShare.of(pool).map(price -> pool.withPrice(price.of(given))))
                .orElse(pool);
    }

    void write(DataOutput out) throws IOException {
        ResourcesState.write(stated, out);
        ResourcesState.write(size, out);
        out.writeDouble(factor);
    }

    void read(DataInput in) throws IOException {
        stated = ResourcesState.read(in);
        size = ResourcesState.read(in);
        factor = in.readDouble();
    }
}
