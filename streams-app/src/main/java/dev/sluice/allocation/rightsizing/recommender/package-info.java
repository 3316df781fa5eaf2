/** What one replica uses, learned from reports, and what it should get, by the rules of Kubernetes' VPA recommender. */
@NullMarked
package dev.sluice.allocation.rightsizing.recommender;

import org.jspecify.annotations.NullMarked;
