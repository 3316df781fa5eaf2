/** {@code replay}: recorded demand is sent to Kafka at the pace of the recording, or faster. */
@NullMarked
package dev.sluice.cli.replay;

import org.jspecify.annotations.NullMarked;
