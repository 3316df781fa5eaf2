/** Building blocks of the settings of executors. */
@NullMarked
package dev.sluice.executor.settings;

import org.jspecify.annotations.NullMarked;
