@NullMarked
package stoa.gateway.tls;

import org.jspecify.annotations.NullMarked;
