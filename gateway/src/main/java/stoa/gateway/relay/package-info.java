/**
 * One request's way through the gateway: read from its client, tried at instances, its answer streamed back. Everything here
 * runs on event loops and nothing blocks. Start reading at {@link stoa.gateway.relay.Relay}, then {@code Exchange}; what it
 * says of a message is in {@link stoa.gateway.forward}, the instances' side in {@link stoa.gateway.upstream}.
 */
@NullMarked
package stoa.gateway.relay;

import org.jspecify.annotations.NullMarked;
