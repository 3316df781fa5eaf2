/**
 * The ways in for services in any language: events as JSON, OpenTelemetry and Prometheus, over HTTP and from topics, to keyed events.
 */
@NullMarked
package dev.sluice.ingest;

import org.jspecify.annotations.NullMarked;
