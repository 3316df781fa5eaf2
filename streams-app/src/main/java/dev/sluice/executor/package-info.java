/** Commands in, acknowledgements out: the fence, the actuators and the loop between them. */
@NullMarked
package dev.sluice.executor;

import org.jspecify.annotations.NullMarked;
