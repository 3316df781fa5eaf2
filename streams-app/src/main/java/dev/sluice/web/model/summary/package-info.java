/** A service at a glance: what its newest decision and commands tell, and whether it needs attention. */
@NullMarked
package dev.sluice.web.model.summary;

import org.jspecify.annotations.NullMarked;
