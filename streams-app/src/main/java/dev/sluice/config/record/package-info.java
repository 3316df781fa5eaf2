/** Avro records of policies, pools, budgets and overrides, to and from the values that the loop uses. */
@NullMarked
package dev.sluice.config.record;

import org.jspecify.annotations.NullMarked;
