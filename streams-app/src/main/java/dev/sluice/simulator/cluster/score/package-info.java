/** How well a cluster was served and what it cost, beside its best single pools and hindsight. */
@NullMarked
package dev.sluice.simulator.cluster.score;

import org.jspecify.annotations.NullMarked;
