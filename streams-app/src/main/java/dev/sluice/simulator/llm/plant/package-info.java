/** A fleet of engines, in groups, that starts and drains replicas, and what a controller sees of it. */
@NullMarked
package dev.sluice.simulator.llm.plant;

import org.jspecify.annotations.NullMarked;
