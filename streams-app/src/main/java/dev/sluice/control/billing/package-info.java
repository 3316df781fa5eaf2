/** What a service costs, what it may cost, and what its budgets held back. */
@NullMarked
package dev.sluice.control.billing;

import org.jspecify.annotations.NullMarked;
