/** Calls of a platform, each in a thread of its own, behind a circuit breaker. */
@NullMarked
package dev.sluice.executor.calls;

import org.jspecify.annotations.NullMarked;
