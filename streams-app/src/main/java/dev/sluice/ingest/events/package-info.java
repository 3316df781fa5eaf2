/** Request-rate-events and usage-events as JSON: read strictly, every error with its place. */
@NullMarked
package dev.sluice.ingest.events;

import org.jspecify.annotations.NullMarked;
