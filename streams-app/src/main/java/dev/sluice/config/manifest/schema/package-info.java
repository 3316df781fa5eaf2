/** JSON schemas of manifests, for editors and custom resources. */
@NullMarked
package dev.sluice.config.manifest.schema;

import org.jspecify.annotations.NullMarked;
