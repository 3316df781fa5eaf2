/** KEDA's hand on the replicas: a scaler that KEDA asks over gRPC. */
@NullMarked
package dev.sluice.executor.keda;

import org.jspecify.annotations.NullMarked;
