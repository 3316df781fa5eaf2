/** One pool or budget and the services that share it: claims in, grants out. */
@NullMarked
package dev.sluice.topology.shares;

import org.jspecify.annotations.NullMarked;
