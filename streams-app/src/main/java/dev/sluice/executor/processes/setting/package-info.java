/** How workers run and are checked, as settings say. */
@NullMarked
package dev.sluice.executor.processes.setting;

import org.jspecify.annotations.NullMarked;
