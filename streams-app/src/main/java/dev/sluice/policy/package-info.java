/** The policy of a service: what a user asks for. */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
