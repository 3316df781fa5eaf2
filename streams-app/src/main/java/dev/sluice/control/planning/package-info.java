/** Turns demand into a proposed replica count: learned capacity, forecast and contest, backlog. */
@NullMarked
package dev.sluice.control.planning;

import org.jspecify.annotations.NullMarked;
