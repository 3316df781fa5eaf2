/**
 * The part of ingest that reads topics: metrics from a collector, and exports on their way to the owner of their service, which turns them
 * into events. Kafka Streams keeps what is known of each instance.
 */
@NullMarked
package dev.sluice.ingest.stream;

import org.jspecify.annotations.NullMarked;
