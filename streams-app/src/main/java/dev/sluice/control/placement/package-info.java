/** Turns the replica count into replicas per pool, within grants and budgets. */
@NullMarked
package dev.sluice.control.placement;

import org.jspecify.annotations.NullMarked;
