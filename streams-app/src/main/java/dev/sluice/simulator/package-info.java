/** The loops without Kafka: a trace, a plant and baselines become a scorecard. */
@NullMarked
package dev.sluice.simulator;

import org.jspecify.annotations.NullMarked;
