/** Records as they arrive: decoded, checked, and either an input of a service or a rejection. */
@NullMarked
package dev.sluice.topology.intake;

import org.jspecify.annotations.NullMarked;
