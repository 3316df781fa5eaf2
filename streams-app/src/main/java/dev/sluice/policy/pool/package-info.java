/** Pools that a service can run on, and the roles of their replicas. */
@NullMarked
package dev.sluice.policy.pool;

import org.jspecify.annotations.NullMarked;
