package dev.sluice.control.fleet;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.DominantShare;
import dev.sluice.policy.Resources;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** The size of one replica that was commanded, and what it does to what a replica serves and costs. State. */
public final class CommandedResources {
    private Optional<Resources> stated = Optional.empty();
    private Optional<Resources> size = Optional.empty();
    private double factor = 1;

    /** What each replica is to be given; empty while no size was commanded. */
    public Optional<Resources> size() {
        return size;
    }

    /** The size at which the stated rate of a replica holds; empty while no size was commanded. */
    public Optional<Resources> stated() {
        return stated;
    }

    /** What a replica of the size in force serves, as a multiple of what is stated. */
    public double factor() {
        return factor;
    }

    /** Notes that a size is commanded: {@code before} is what ran, at which what is stated holds. */
    public void command(Resources next, Optional<Resources> before, double multiple) {
        stated = stated.or(() -> before);
        size = Optional.of(next);
        factor = multiple;
    }

    /** The size is left to the platform again. */
    void release() {
        stated = Optional.empty();
        size = Optional.empty();
        factor = 1;
    }

    /** The pool with the price of a replica of the size in force. */
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
