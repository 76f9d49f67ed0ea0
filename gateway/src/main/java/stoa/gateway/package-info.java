/**
 * The gateway's role: the one entry point, its settings, and the wiring of listener, route, balance, relay and admin.
 * Start reading at {@link stoa.gateway.Gateway}.
 */
@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
