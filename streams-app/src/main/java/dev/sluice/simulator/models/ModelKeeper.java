package dev.sluice.simulator.models;

/** A way to decide which models stay loaded. It is asked about models that are idle, or not loaded. */
interface ModelKeeper {
    /** What keeping idle model {@code m} at {@code now} is worth, for each byte: the least is given up first. */
    double worth(int m, double now);

    /** Whether idle model {@code m} stays at {@code now} though nobody needs its memory; asked each minute. */
    default boolean stays(int m, double now) {
        return true;
    }

    /** Whether model {@code m}, which is not loaded, is loaded at {@code now} into memory that is free; asked each minute. */
    default boolean preloads(int m, double now) {
        return false;
    }

    /** A call of model {@code m} came. */
    default void called(int m, double now, boolean ready) {}

    /** Model {@code m} was given up. */
    default void evicted(int m, double now) {}

    /** The minute that began at {@code from} is over, for model {@code m}. */
    default void minuteEnded(int m, double from, boolean loaded) {}
}
