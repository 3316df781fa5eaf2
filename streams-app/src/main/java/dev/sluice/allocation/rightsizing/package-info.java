/** The resources of one replica: what it needs for its load, what it costs, and which size is the cheapest. */
@NullMarked
package dev.sluice.allocation.rightsizing;

import org.jspecify.annotations.NullMarked;
