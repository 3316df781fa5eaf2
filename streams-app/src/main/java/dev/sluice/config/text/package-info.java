/** How people write quantities: durations, byte sizes, times, zones; and suggestions for misspelled names. */
@NullMarked
package dev.sluice.config.text;

import org.jspecify.annotations.NullMarked;
