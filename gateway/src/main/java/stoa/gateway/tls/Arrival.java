package stoa.gateway.tls;

import io.netty.channel.Channel;

/** Takes a connection whose handshake is over, on its event loop: what follows is plain to whoever is added to it. */
@FunctionalInterface
public interface Arrival {
    /** @param protocol what both sides agreed to speak (RFC 7301), as {@code http/1.1}; empty where nothing was said */
    void take(Channel channel, String protocol);
}
