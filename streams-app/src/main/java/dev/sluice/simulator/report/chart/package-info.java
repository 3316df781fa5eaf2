/** Comparisons as pictures: SVG, and the HTML page around it. */
@NullMarked
package dev.sluice.simulator.report.chart;

import org.jspecify.annotations.NullMarked;
