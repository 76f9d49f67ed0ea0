/** Tests of the data plane as a whole, against instances that are plain sockets. */
@NullMarked
package stoa.gateway;

import org.jspecify.annotations.NullMarked;
