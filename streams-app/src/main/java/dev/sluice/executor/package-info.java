/**
 * Turns commands into orders to a platform and acknowledgements: the fence, the actuators and the loop between them.
 */
@NullMarked
package dev.sluice.executor;

import org.jspecify.annotations.NullMarked;
