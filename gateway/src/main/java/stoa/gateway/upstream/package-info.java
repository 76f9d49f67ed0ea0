/**
 * The side of the instances: connections that are pooled for each event loop, the requests that wait for one, and what is
 * heard on them. Start reading at {@link stoa.gateway.upstream.Attempt}.
 */
@NullMarked
package stoa.gateway.upstream;

import org.jspecify.annotations.NullMarked;
