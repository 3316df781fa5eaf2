/** A decision on its way: the replica count, the stages that changed it, and the reason of each. */
@NullMarked
package dev.sluice.policy.trace;

import org.jspecify.annotations.NullMarked;
