/** Kafka Streams: wiring, processors, stores and the serdes of state. */
@NullMarked
package dev.sluice.topology;

import org.jspecify.annotations.NullMarked;
