/** Prometheus' remote write, version 1.0 and 2.0. */
@NullMarked
package dev.sluice.ingest.remotewrite;

import org.jspecify.annotations.NullMarked;
