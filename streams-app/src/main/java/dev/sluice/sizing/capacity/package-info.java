/** What one replica serves: learned from what replicas served, and from queueing models of their latency. */
@NullMarked
package dev.sluice.sizing.capacity;

import org.jspecify.annotations.NullMarked;
