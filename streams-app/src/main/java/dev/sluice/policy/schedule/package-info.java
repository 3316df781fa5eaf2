/** What people set by hand or by the calendar: overrides with an owner and an expiry, and bounds by cron. */
@NullMarked
package dev.sluice.policy.schedule;

import org.jspecify.annotations.NullMarked;
