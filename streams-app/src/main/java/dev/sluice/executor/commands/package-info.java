/** Commands in, acknowledgements out: the partitions of an executor, the fence, retries, readiness and drift. */
@NullMarked
package dev.sluice.executor.commands;

import org.jspecify.annotations.NullMarked;
