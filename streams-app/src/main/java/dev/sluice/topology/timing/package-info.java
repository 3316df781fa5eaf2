/** Work that is done now and then, in the time of the task. */
@NullMarked
package dev.sluice.topology.timing;

import org.jspecify.annotations.NullMarked;
