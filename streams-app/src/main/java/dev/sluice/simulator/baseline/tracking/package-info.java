/** Target tracking: the mean demand over a target utilization, as given and as tuned in hindsight. */
@NullMarked
package dev.sluice.simulator.baseline.tracking;

import org.jspecify.annotations.NullMarked;
