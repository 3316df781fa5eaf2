/** Keep-alive policies on recorded calls of many functions: cold starts against idle time, beside baselines and an oracle. */
@NullMarked
package dev.sluice.simulator.keepalive;

import org.jspecify.annotations.NullMarked;
