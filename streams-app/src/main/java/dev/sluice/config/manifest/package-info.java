/** YAML files of policies, pools and budgets, read with every error at once and its line. */
@NullMarked
package dev.sluice.config.manifest;

import org.jspecify.annotations.NullMarked;
