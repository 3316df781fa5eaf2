/** How each part of a policy, a pool and a budget is written in YAML, both ways. */
@NullMarked
package dev.sluice.config.manifest.form;

import org.jspecify.annotations.NullMarked;
