/** What a person or a script sees of a command: tables, JSON, progress, the log and why it failed. */
@NullMarked
package dev.sluice.cli.terminal;

import org.jspecify.annotations.NullMarked;
