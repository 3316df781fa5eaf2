/** Policies, pools, budgets and overrides as they were declared, checked and kept by each task. */
@NullMarked
package dev.sluice.topology.declared;

import org.jspecify.annotations.NullMarked;
