/** The inputs and outputs of the loop of one service, as values: reports, acknowledgements, decisions, commands. */
@NullMarked
package dev.sluice.control.message;

import org.jspecify.annotations.NullMarked;
