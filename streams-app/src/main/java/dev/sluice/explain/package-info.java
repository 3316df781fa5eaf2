/** A decision in words, for the command line and the web page. */
@NullMarked
package dev.sluice.explain;

import org.jspecify.annotations.NullMarked;
