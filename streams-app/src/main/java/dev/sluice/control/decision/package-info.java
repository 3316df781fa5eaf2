/** From a proposal to a decision, stage by stage, and its commands. */
@NullMarked
package dev.sluice.control.decision;

import org.jspecify.annotations.NullMarked;
