@NullMarked
package stoa.gateway.relay;

import org.jspecify.annotations.NullMarked;
