/** The autoscalers that others run, built from their published rules, and the bounds that no autoscaler can pass. */
@NullMarked
package dev.sluice.simulator.baseline;

import org.jspecify.annotations.NullMarked;
