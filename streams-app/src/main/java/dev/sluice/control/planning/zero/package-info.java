/** The end of a fleet and its return: when a service goes to zero replicas, and what wakes it. */
@NullMarked
package dev.sluice.control.planning.zero;

import org.jspecify.annotations.NullMarked;
