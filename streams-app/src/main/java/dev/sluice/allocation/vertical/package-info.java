/** The size of one replica, from what replicas use, and jointly with how many of them there are. */
@NullMarked
package dev.sluice.allocation.vertical;

import org.jspecify.annotations.NullMarked;
