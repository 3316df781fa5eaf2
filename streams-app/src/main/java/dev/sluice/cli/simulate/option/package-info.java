/** Options that several modes of {@code simulate} know, and what a mode is. */
@NullMarked
package dev.sluice.cli.simulate.option;

import org.jspecify.annotations.NullMarked;
