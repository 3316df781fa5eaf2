/** {@code tutorial}: real workers behind nginx under a real load, with Sluice and without. */
@NullMarked
package dev.sluice.cli.tutorial;

import org.jspecify.annotations.NullMarked;
