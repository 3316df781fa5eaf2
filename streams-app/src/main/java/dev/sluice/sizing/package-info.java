/** Demand expected becomes the replicas that carry it: objectives held by rules that compete in shadow, and the capacity of one replica learned. */
@NullMarked
package dev.sluice.sizing;

import org.jspecify.annotations.NullMarked;
