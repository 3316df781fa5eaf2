/** The actuators that come with Sluice, and the choice among these and others on the class path. */
@NullMarked
package dev.sluice.executor.actuators;

import org.jspecify.annotations.NullMarked;
