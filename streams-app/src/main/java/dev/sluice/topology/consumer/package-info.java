/** Below the processors: how much a task reads at once, how far it has read, and how old that is. */
@NullMarked
package dev.sluice.topology.consumer;

import org.jspecify.annotations.NullMarked;
