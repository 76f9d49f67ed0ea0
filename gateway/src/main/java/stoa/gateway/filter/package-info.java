/**
 * What a route changes about the requests that it leads on and about their answers. Start reading at
 * {@link stoa.gateway.filter.Edits}.
 */
@NullMarked
package stoa.gateway.filter;

import org.jspecify.annotations.NullMarked;
