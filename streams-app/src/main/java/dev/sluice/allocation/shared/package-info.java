/** What services share, a pool with a limit or the money of a tenant: claims of it, fair shares, and grants. */
@NullMarked
package dev.sluice.allocation.shared;

import org.jspecify.annotations.NullMarked;
