/** The demo's time, its services together, and what is seen of them. */
@NullMarked
package dev.sluice.cli.demo.world;

import org.jspecify.annotations.NullMarked;
