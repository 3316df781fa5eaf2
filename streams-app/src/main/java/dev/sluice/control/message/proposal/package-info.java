/** A proposed replica count as a value, the load that it carries, and its split between roles. */
@NullMarked
package dev.sluice.control.message.proposal;

import org.jspecify.annotations.NullMarked;
