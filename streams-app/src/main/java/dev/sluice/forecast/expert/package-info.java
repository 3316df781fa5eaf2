/** The forecasters that compete: each a simple rule, one a file, all listed in {@link dev.sluice.forecast.expert.Experts}. */
@NullMarked
package dev.sluice.forecast.expert;

import org.jspecify.annotations.NullMarked;
