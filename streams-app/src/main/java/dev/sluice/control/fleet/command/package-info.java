/** What became of the newest command of a pool, and when it is issued again. */
@NullMarked
package dev.sluice.control.fleet.command;

import org.jspecify.annotations.NullMarked;
