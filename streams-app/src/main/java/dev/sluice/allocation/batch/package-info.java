/** Work with a deadline: the cheapest replicas that finish it in time. */
@NullMarked
package dev.sluice.allocation.batch;

import org.jspecify.annotations.NullMarked;
