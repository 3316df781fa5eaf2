/** {@code simulate --keep-alive} and {@code --models}: what stays loaded, instead of how many replicas run. */
@NullMarked
package dev.sluice.cli.simulate.keepalive;

import org.jspecify.annotations.NullMarked;
