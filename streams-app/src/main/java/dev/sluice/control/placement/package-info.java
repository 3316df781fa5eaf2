/** The replica count becomes replicas of pools, within grants and budgets. */
@NullMarked
package dev.sluice.control.placement;

import org.jspecify.annotations.NullMarked;
