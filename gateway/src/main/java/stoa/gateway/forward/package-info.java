/**
 * What goes on of a request's head and of its answer's, what ends here, and what is added. Start reading at
 * {@link stoa.gateway.forward.Forwarding}.
 */
@NullMarked
package stoa.gateway.forward;

import org.jspecify.annotations.NullMarked;
