/** Checks that values share, with messages that begin with the key. */
@NullMarked
package dev.sluice.policy.check;

import org.jspecify.annotations.NullMarked;
