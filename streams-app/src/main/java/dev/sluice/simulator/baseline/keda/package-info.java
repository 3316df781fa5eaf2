/** KEDA's Kafka scaler, from its published rules. */
@NullMarked
package dev.sluice.simulator.baseline.keda;

import org.jspecify.annotations.NullMarked;
