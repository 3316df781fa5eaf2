/** Plans services that serve large models: from tokens to replicas that compute prompts, generate answers, or both. */
@NullMarked
package dev.sluice.control.planning.tokens;

import org.jspecify.annotations.NullMarked;
