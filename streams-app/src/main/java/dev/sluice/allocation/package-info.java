/** Matches demand with pools, prices and budgets: the cheapest mix that carries the forecast. */
@NullMarked
package dev.sluice.allocation;

import org.jspecify.annotations.NullMarked;
