/** CSV files with a header: charset, separator, columns, numbers and timestamps. */
@NullMarked
package dev.sluice.simulator.input.csv;

import org.jspecify.annotations.NullMarked;
