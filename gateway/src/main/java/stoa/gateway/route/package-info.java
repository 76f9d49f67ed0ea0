/**
 * Which prefix leads where: immutable tables, swapped as a whole. Start reading at {@link stoa.gateway.route.RouteTable}.
 */
@NullMarked
package stoa.gateway.route;

import org.jspecify.annotations.NullMarked;
