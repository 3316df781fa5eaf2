/** The replicas of one service, ordered and ready, by pool; lead times learned from acknowledgements. */
@NullMarked
package dev.sluice.control.fleet;

import org.jspecify.annotations.NullMarked;
