/** What simulations showed, for people and for programs: tables, JSON and pictures. */
@NullMarked
package dev.sluice.simulator.report;

import org.jspecify.annotations.NullMarked;
