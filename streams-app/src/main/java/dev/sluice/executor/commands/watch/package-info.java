/** What the platform is asked after an order: whether its replicas are ready, and whether it still runs them. */
@NullMarked
package dev.sluice.executor.commands.watch;

import org.jspecify.annotations.NullMarked;
