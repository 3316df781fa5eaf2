/** Other resources for the replicas of an object: in place, or by a new pod template. */
@NullMarked
package dev.sluice.executor.kubernetes.resize;

import org.jspecify.annotations.NullMarked;
