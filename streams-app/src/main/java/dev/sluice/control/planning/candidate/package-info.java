/** Counts that the contest, the backlog and further signals ask for, of which the largest is proposed. */
@NullMarked
package dev.sluice.control.planning.candidate;

import org.jspecify.annotations.NullMarked;
