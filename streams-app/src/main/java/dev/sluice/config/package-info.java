/** Settings from a file and the environment, and policy files. */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
