/**
 * Ports that the gateway listens on, and the event loops that carry them. Start reading at {@link stoa.gateway.listener.Listeners}.
 */
@NullMarked
package stoa.gateway.listener;

import org.jspecify.annotations.NullMarked;
