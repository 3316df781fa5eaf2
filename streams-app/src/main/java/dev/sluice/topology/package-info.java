/** The topology, top to bottom: its wiring, the processor of a task, and what a record does to a service. */
@NullMarked
package dev.sluice.topology;

import org.jspecify.annotations.NullMarked;
