/** Sizing rules that compete in shadow on a service's own demand: the cheapest that kept the objective decides. */
@NullMarked
package dev.sluice.sizing.contest;

import org.jspecify.annotations.NullMarked;
