/** Acknowledgements: what each says, and their way out. */
@NullMarked
package dev.sluice.executor.commands.ack;

import org.jspecify.annotations.NullMarked;
