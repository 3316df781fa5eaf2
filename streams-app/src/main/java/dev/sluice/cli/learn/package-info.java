/** {@code learn}: what the past of a service teaches. */
@NullMarked
package dev.sluice.cli.learn;

import org.jspecify.annotations.NullMarked;
