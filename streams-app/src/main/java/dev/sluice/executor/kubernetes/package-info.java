/** Kubernetes as a platform: orders go to the scale subresource of objects, and a watch reports what became of them. */
@NullMarked
package dev.sluice.executor.kubernetes;

import org.jspecify.annotations.NullMarked;
