/**
 * HTTP/1.1 on the wire (RFC 9110, RFC 9112), strict: what could be read in two ways is refused. Heads are read from and
 * written to byte arrays, bodies are passed on in pieces; no strings and no objects per header. Start reading at
 * {@link stoa.gateway.http1.Head}.
 */
@NullMarked
package stoa.gateway.http1;

import org.jspecify.annotations.NullMarked;
