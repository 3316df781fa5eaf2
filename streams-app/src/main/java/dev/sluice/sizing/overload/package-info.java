/** The demand behind levels of usage and of requests in flight that were measured while replicas had too much to do. */
@NullMarked
package dev.sluice.sizing.overload;

import org.jspecify.annotations.NullMarked;
