/** The lag of consumer groups, asked from the brokers, as what a service reports. */
@NullMarked
package dev.sluice.ingest.lag;

import org.jspecify.annotations.NullMarked;
