/** {@code policy}, {@code pool} and {@code budget}: declare, validate, read and delete. */
@NullMarked
package dev.sluice.cli.policy;

import org.jspecify.annotations.NullMarked;
