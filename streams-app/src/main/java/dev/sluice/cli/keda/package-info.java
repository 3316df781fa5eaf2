/** Commands for teams that scale with KEDA or an HorizontalPodAutoscaler. */
@NullMarked
package dev.sluice.cli.keda;

import org.jspecify.annotations.NullMarked;
