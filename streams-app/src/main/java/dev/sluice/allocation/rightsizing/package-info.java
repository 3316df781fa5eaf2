/** The resources of one replica: what it uses and needs, learned from reports, and what it should have. */
@NullMarked
package dev.sluice.allocation.rightsizing;

import org.jspecify.annotations.NullMarked;
