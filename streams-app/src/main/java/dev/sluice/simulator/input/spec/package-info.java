/** Files that describe replicas and models: their times, their memory and how long they take to start. */
@NullMarked
package dev.sluice.simulator.input.spec;

import org.jspecify.annotations.NullMarked;
