/** The demo: generated services on a simulated fleet around the real broker, topology and executor. */
@NullMarked
package dev.sluice.cli.demo;

import org.jspecify.annotations.NullMarked;
