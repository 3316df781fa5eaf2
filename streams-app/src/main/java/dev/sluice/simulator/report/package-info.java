/** What simulations showed, for people and for programs: tables and JSON. */
@NullMarked
package dev.sluice.simulator.report;

import org.jspecify.annotations.NullMarked;
