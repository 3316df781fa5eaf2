/** For executors of others: commands in, acknowledgements out, and the fence between them. */
@NullMarked
package dev.sluice.client;

import org.jspecify.annotations.NullMarked;
