/** What people set by hand or by calendar: overrides with an owner and an expiry, and bounds by cron expressions. */
@NullMarked
package dev.sluice.policy.schedule;

import org.jspecify.annotations.NullMarked;
