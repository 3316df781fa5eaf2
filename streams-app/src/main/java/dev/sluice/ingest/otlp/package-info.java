/** OpenTelemetry's protocol for metrics, as protobuf and as JSON. */
@NullMarked
package dev.sluice.ingest.otlp;

import org.jspecify.annotations.NullMarked;
