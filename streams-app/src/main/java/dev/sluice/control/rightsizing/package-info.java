/** The resources of one replica, learned from what replicas use. */
@NullMarked
package dev.sluice.control.rightsizing;

import org.jspecify.annotations.NullMarked;
