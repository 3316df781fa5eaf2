/** What is learned of demand: the forecaster, the contest, and the record of both. */
@NullMarked
package dev.sluice.control.planning.demand;

import org.jspecify.annotations.NullMarked;
