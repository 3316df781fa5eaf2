/** Demand seen becomes demand expected, with quantiles: cheap online experts, combined by their recent error. */
@NullMarked
package dev.sluice.forecast;

import org.jspecify.annotations.NullMarked;
