/** What outlives the executor: records of workers and of the newest orders, in files. */
@NullMarked
package dev.sluice.executor.processes.state;

import org.jspecify.annotations.NullMarked;
