/** Kubernetes objects in files: their keys and quantities, and a remark on each key that a policy cannot say. */
@NullMarked
package dev.sluice.config.foreign.object;

import org.jspecify.annotations.NullMarked;
