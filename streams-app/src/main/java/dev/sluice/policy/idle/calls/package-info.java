/** The history of a service's own calls, and the chance of a call that it tells. */
@NullMarked
package dev.sluice.policy.idle.calls;

import org.jspecify.annotations.NullMarked;
