/** {@code simulate --from-topic}: recorded demand of a running system under another policy. */
@NullMarked
package dev.sluice.cli.simulate.whatif;

import org.jspecify.annotations.NullMarked;
