/** An in-process broker and an in-memory registry, for the demo and for tests. */
@NullMarked
package dev.sluice.embedded;

import org.jspecify.annotations.NullMarked;
