/** {@code profile}: what was measured of a replica before it serves anybody. */
@NullMarked
package dev.sluice.cli.profile;

import org.jspecify.annotations.NullMarked;
