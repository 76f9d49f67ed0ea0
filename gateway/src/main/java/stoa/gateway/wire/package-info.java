/**
 * What both sides of the relay work with on an event loop: bytes that came, bytes that are to go, deadlines, the time. Start
 * reading at {@link stoa.gateway.wire.Incoming}.
 */
@NullMarked
package stoa.gateway.wire;

import org.jspecify.annotations.NullMarked;
