/** A placement as values: what has to be placed, one way to do it, and what came of it. */
@NullMarked
package dev.sluice.control.placement.problem;

import org.jspecify.annotations.NullMarked;
