/** What a service costs, what it may cost, and what its budgets suppressed. */
@NullMarked
package dev.sluice.control.billing;

import org.jspecify.annotations.NullMarked;
