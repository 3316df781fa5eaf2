/**
 * Sizes services that serve large models: how fast a replica computes prompts, how prompts slow decoding down, and which
 * rule of demand holds the promise at the least cost.
 */
@NullMarked
package dev.sluice.sizing.tokens;

import org.jspecify.annotations.NullMarked;
