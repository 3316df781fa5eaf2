/** What the API tells of services: all of them, one, what was set by hand, its traffic. */
@NullMarked
package dev.sluice.web.service;

import org.jspecify.annotations.NullMarked;
