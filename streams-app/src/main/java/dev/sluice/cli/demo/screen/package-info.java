/** What the demo prints. */
@NullMarked
package dev.sluice.cli.demo.screen;

import org.jspecify.annotations.NullMarked;
