/** What an executor and its actuators agree on: orders, outcomes and settings. {@code .commands} has the loop. */
@NullMarked
package dev.sluice.executor;

import org.jspecify.annotations.NullMarked;
