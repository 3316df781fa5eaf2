/** {@code explain}, {@code costs} and {@code weights}: what was decided, what it cost, where traffic goes. */
@NullMarked
package dev.sluice.cli.inspect;

import org.jspecify.annotations.NullMarked;
