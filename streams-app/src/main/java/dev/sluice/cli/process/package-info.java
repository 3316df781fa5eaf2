/** Commands that run for long: what must hold before they start, and how they stop. */
@NullMarked
package dev.sluice.cli.process;

import org.jspecify.annotations.NullMarked;
