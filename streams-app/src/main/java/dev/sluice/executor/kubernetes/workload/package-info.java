/** The objects that have replicas, and their pods, as watches saw them last: which is for which service and pool. */
@NullMarked
package dev.sluice.executor.kubernetes.workload;

import org.jspecify.annotations.NullMarked;
