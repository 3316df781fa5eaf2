/** Metering: replica-time times price, per service and pool. */
@NullMarked
package dev.sluice.cost;

import org.jspecify.annotations.NullMarked;
