/** Rules that compete in shadow to provide for the tokens of a service: those that serve them at the least cost decide. */
@NullMarked
package dev.sluice.sizing.tokens.contest;

import org.jspecify.annotations.NullMarked;
