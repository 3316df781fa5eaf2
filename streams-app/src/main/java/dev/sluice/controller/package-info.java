/** Policies, pools and budgets as custom resources of Kubernetes: their definitions, and the process that mirrors them. */
@NullMarked
package dev.sluice.controller;

import org.jspecify.annotations.NullMarked;
