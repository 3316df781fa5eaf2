/** Policies from the files of other autoscalers: HorizontalPodAutoscaler, KEDA's ScaledObject, VerticalPodAutoscaler. */
@NullMarked
package dev.sluice.config.foreign;

import org.jspecify.annotations.NullMarked;
