/**
 * Worker processes on this machine: started, checked, drained and ended by an executor that finds them again after its
 * own restart.
 */
@NullMarked
package dev.sluice.executor.processes;

import org.jspecify.annotations.NullMarked;
