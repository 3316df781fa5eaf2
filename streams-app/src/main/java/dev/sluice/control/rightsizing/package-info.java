/** Learns the resources of one replica from what replicas use. */
@NullMarked
package dev.sluice.control.rightsizing;

import org.jspecify.annotations.NullMarked;
