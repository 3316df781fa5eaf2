/** {@code simulate} and {@code backtest}: recorded demand without Kafka. */
@NullMarked
package dev.sluice.cli.simulate;

import org.jspecify.annotations.NullMarked;
