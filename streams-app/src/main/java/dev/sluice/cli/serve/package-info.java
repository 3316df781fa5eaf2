/** The HTTP server of the commands that run for long. Its classes are loaded only where one is started. */
@NullMarked
package dev.sluice.cli.serve;

import org.jspecify.annotations.NullMarked;
