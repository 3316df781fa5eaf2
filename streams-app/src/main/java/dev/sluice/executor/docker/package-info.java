/** Replicas as containers of one Docker engine. */
@NullMarked
package dev.sluice.executor.docker;

import org.jspecify.annotations.NullMarked;
