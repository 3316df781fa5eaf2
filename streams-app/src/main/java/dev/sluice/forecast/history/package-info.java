/** What a forecaster remembers of demand, recent and seasonal, and how that is stored. */
@NullMarked
package dev.sluice.forecast.history;

import org.jspecify.annotations.NullMarked;
