/** {@code simulate}, {@code backtest} and {@code replay}: recorded demand without and with Kafka. */
@NullMarked
package dev.sluice.cli.simulate;

import org.jspecify.annotations.NullMarked;
