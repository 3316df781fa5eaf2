/** Options that several commands know, and how their values are read. */
@NullMarked
package dev.sluice.cli.option;

import org.jspecify.annotations.NullMarked;
