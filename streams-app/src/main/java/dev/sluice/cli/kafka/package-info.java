/** The Kafka cluster that settings name: connecting, reading and writing topics, and what its versions can do. */
@NullMarked
package dev.sluice.cli.kafka;

import org.jspecify.annotations.NullMarked;
