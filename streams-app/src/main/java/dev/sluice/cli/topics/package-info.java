/** {@code topics create} and {@code topics describe}. */
@NullMarked
package dev.sluice.cli.topics;

import org.jspecify.annotations.NullMarked;
