/** Forecasts along recorded demand, and how far they were from what came. */
@NullMarked
package dev.sluice.simulator.backtest;

import org.jspecify.annotations.NullMarked;
