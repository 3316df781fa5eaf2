/** State stores: names, serdes, loops of services as bytes, policies, and state that was lost. */
@NullMarked
package dev.sluice.topology.store;

import org.jspecify.annotations.NullMarked;
