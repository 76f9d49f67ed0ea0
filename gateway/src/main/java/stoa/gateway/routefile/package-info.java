/**
 * Routes as an operator writes them: read, checked, compared, applied, rolled back. Start reading at
 * {@link stoa.gateway.routefile.RouteReader}.
 */
@NullMarked
package stoa.gateway.routefile;

import org.jspecify.annotations.NullMarked;
