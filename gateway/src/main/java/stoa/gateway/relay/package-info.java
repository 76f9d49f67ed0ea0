/**
 * One request's way through the gateway: read, forwarded to an instance, its answer streamed back. Everything here runs on event
 * loops and nothing blocks. Start reading at {@link stoa.gateway.relay.Relay}, then {@code Exchange}.
 */
@NullMarked
package stoa.gateway.relay;

import org.jspecify.annotations.NullMarked;
