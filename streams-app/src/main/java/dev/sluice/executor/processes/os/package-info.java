/** What the operating system has for workers: its table of processes, and ports. */
@NullMarked
package dev.sluice.executor.processes.os;

import org.jspecify.annotations.NullMarked;
