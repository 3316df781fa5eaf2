/** Which metrics of OpenTelemetry and Prometheus tell what of which service. Pure, but for reading a file. */
@NullMarked
package dev.sluice.ingest.mapping;

import org.jspecify.annotations.NullMarked;
