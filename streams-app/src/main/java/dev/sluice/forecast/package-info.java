/** Turns observed demand into expected demand with quantiles: cheap online experts, combined by their recent errors. */
@NullMarked
package dev.sluice.forecast;

import org.jspecify.annotations.NullMarked;
