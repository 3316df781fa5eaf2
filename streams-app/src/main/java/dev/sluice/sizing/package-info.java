/** Turns expected demand into the replicas that carry it: objectives, and the counts that demand, backlog and latency ask for. */
@NullMarked
package dev.sluice.sizing;

import org.jspecify.annotations.NullMarked;
