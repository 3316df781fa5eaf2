/** How decisions have done, or would have done: what went unserved, what it cost, and whether the forecast's band held. */
@NullMarked
package dev.sluice.control.verdict;

import org.jspecify.annotations.NullMarked;
