/** The custom resources and their definitions, as Kubernetes takes them. */
@NullMarked
package dev.sluice.controller.crd;

import org.jspecify.annotations.NullMarked;
