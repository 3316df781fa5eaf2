/** YAML with the place of each key, for errors that name it; and the shape of a document. */
@NullMarked
package dev.sluice.config.manifest.yaml;

import org.jspecify.annotations.NullMarked;
