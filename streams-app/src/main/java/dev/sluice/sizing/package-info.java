/**
 * Turns expected demand into the replicas that carry it: rules that compete in shadow meet the objective, and the
 * capacity of one replica is learned.
 */
@NullMarked
package dev.sluice.sizing;

import org.jspecify.annotations.NullMarked;
