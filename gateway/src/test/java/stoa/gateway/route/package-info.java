@NullMarked
package stoa.gateway.route;

import org.jspecify.annotations.NullMarked;
