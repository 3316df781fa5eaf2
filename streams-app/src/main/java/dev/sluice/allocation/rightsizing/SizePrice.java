package dev.sluice.allocation.rightsizing;

import dev.sluice.policy.Resources;

/** What a replica of a given size costs. */
public interface SizePrice {
    /** Price of one replica of {@code size} for an hour. */
    double of(Resources size);
}
